"""Centres, people with their roles, customers with sites and contacts."""

from typing import Any, ClassVar, Self, TypeVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models, transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Role
from common.errors import Fault, InvalidInput
from common.fields import NfcCharField
from common.text import fold, person_sort_key, sort_key

LONGEST_PATH = 400


class Centre(models.Model):
    """A node of the tree that reports (institute > centre > department)."""

    code = models.SlugField(_("mã"), max_length=20, unique=True, allow_unicode=False)
    name_vi = NfcCharField(_("tên"), max_length=200)
    name_en = NfcCharField(_("tên tiếng Anh"), max_length=200, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    # "/INST/HUE/": codes from the root down, so that "this and all below" is one prefix.
    path = models.CharField(max_length=LONGEST_PATH, unique=True, editable=False)
    address_vi = NfcCharField(_("địa chỉ"), max_length=300, blank=True)
    address_en = NfcCharField(_("địa chỉ tiếng Anh"), max_length=300, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=30, blank=True)
    designation = NfcCharField(_("số quyết định chỉ định"), max_length=60, blank=True)
    place_vi = NfcCharField(_("địa danh"), max_length=80, blank=True)  # "Huế, ngày …"
    # What its papers say of it (decree 30/2020: the body above stands over the centre's name).
    above_vi = NfcCharField(_("cơ quan chủ quản"), max_length=200, blank=True)
    tax_code = models.CharField(_("mã số thuế"), max_length=14, blank=True)
    bank_account = NfcCharField(_("số tài khoản"), max_length=40, blank=True)
    bank_name = NfcCharField(_("tại ngân hàng, kho bạc"), max_length=200, blank=True)
    head_name = NfcCharField(_("người đại diện"), max_length=150, blank=True)
    head_title_vi = NfcCharField(_("chức vụ người đại diện"), max_length=100, blank=True)

    class Meta:
        ordering = ("path",)

    def __str__(self) -> str:
        return self.name_vi

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it; the paths of the units below follow. Refuses a place below itself."""
        was, above = self.path if self.pk else "", self.parent.path if self.parent else "/"
        if was and above.startswith(was):
            raise self._circle()
        self.path = f"{above}{self.code}/"
        if (named := kwargs.get("update_fields")) is not None and {"parent", "code"} & set(named):
            kwargs["update_fields"] = {*named, "path"}
        with transaction.atomic():
            super().save(*args, **kwargs)
            if was and was != self.path:
                below = Centre.objects.filter(path__startswith=was).exclude(pk=self.pk)
                below.update(path=Concat(Value(self.path), Substr("path", len(was) + 1)))

    def _circle(self) -> InvalidInput:
        message = _("%(above)s nằm dưới %(centre)s, nên không thể là cấp trên của nó.")
        words = {"above": self.parent, "centre": self.name_vi}
        found = self.parent.code if self.parent else ""
        return InvalidInput(Fault("parent", message % words, code="circular_tree", found=found))


class People(UserManager["User"]):
    """Users are known by e-mail; there is no user name."""

    def make(self, *, email: str, full_name: str, password: str | None = None) -> "User":
        """A new person; without a password they cannot sign in until they set one."""
        user = self.model(email=self.normalize_email(email).lower(), full_name=full_name)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save()
        return user


class User(AbstractUser):
    """A person. Rights come from memberships and contacts, never from flags on this row."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("địa chỉ e-mail"), unique=True)
    full_name = NfcCharField(_("họ và tên"), max_length=150)
    title_vi = NfcCharField(_("chức danh"), max_length=100, blank=True)
    sort_name = models.CharField(max_length=400, editable=False, db_index=True)
    language = models.CharField(
        _("ngôn ngữ"), max_length=2, choices=[("vi", "Tiếng Việt"), ("en", "English")], default="vi"
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]
    objects: ClassVar[People] = People()

    class Meta:
        ordering = ("sort_name",)

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = person_sort_key(self.full_name)
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split()[-1] if self.full_name else self.email


class Membership(models.Model):
    """One role of one person in one centre (and the units below it), from a day to a day."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="memberships")
    role = models.CharField(
        _("vai trò"), max_length=20, choices=[c for c in Role.choices if c[0] != Role.CLIENT]
    )
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "centre", "role", "valid_from"], name="membership_once"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[r for r in Role.values if r != Role.CLIENT]),
                name="membership_role_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.centre}"


class CustomerRows(models.QuerySet["Customer"]):
    """Customers, and which of them a person sees."""

    def visible_to(self, person: Any) -> "CustomerRows":
        from accounts.permissions import Can

        inside = models.Q(centre__in=person.centres(Can.SEE_CUSTOMERS))
        return self.filter(inside | models.Q(pk__in=person.customer_ids))

    def current(self) -> "CustomerRows":
        """Without those that were merged into another: what lists and choices show."""
        return self.filter(merged_into__isnull=True)

    def search(self, text: str) -> "CustomerRows":
        """Rows whose name or tax code holds `text`, case and tone marks aside."""
        return self.filter(search_key__contains=fold(text)) if text.strip() else self


class Customer(models.Model):
    """Who pays. Where instruments stand and who uses them is a `Site`."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="customers")
    name = NfcCharField(_("tên khách hàng"), max_length=250)
    tax_code = models.CharField(_("mã số thuế"), max_length=14, blank=True)
    address = NfcCharField(_("địa chỉ"), max_length=300, blank=True)
    budget_code = models.CharField(_("mã đơn vị quan hệ ngân sách"), max_length=7, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=30, blank=True)
    email = models.EmailField(_("địa chỉ e-mail"), blank=True)
    bank_account = NfcCharField(_("số tài khoản"), max_length=40, blank=True)
    bank_name = NfcCharField(_("tại ngân hàng, kho bạc"), max_length=200, blank=True)
    representative = NfcCharField(_("người đại diện"), max_length=150, blank=True)
    representative_title = NfcCharField(_("chức vụ người đại diện"), max_length=100, blank=True)
    # A duplicate that was merged keeps its row and its history; what is open moved to this one.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    search_key = models.CharField(max_length=400, editable=False)
    sort_name = models.CharField(max_length=600, editable=False, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CustomerRows.as_manager()

    class Meta:
        ordering = ("sort_name",)
        constraints = (
            models.UniqueConstraint(
                fields=["centre", "tax_code"],
                condition=models.Q(merged_into__isnull=True) & ~models.Q(tax_code=""),
                name="customer_tax_code_once",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = fold(f"{self.name} {self.tax_code}")
        self.sort_name = sort_key(self.name)
        super().save(*args, **kwargs)


class Apart(models.Model):
    """Two customers that look alike and are two, as a person said: no longer proposed as one."""

    one = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    other = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    why = NfcCharField(_("lý do"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=~models.Q(one=models.F("other")), name="apart_is_two"),
        )

    def __str__(self) -> str:
        return f"{self.one_id} ≠ {self.other_id}"


PartRow = TypeVar("PartRow", bound=models.Model)


class PartRows(models.QuerySet[PartRow]):
    """Sites or contacts, and which of them a person sees: those of the customers they see."""

    def visible_to(self, person: Any) -> Self:
        return self.filter(customer__in=Customer.objects.visible_to(person))


class Site(models.Model):
    """A place of a customer where instruments are used (đơn vị sử dụng, nơi sử dụng)."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="sites")
    name = NfcCharField(_("đơn vị sử dụng"), max_length=200)
    address = NfcCharField(_("nơi sử dụng"), max_length=300, blank=True)

    objects: ClassVar[PartRows["Site"]] = PartRows.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["customer", "name"], name="site_name_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def centre(self) -> Centre:
        """Whose customer it is of."""
        return self.customer.centre


class Contact(models.Model):
    """A person of a customer. With `user` they sign in and see this customer's rows."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contacts")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="contact_of")
    full_name = NfcCharField(_("họ và tên"), max_length=150)
    email = models.EmailField(blank=True)
    phone = models.CharField(_("điện thoại"), max_length=30, blank=True)
    position = NfcCharField(_("chức vụ"), max_length=100, blank=True)

    objects: ClassVar[PartRows["Contact"]] = PartRows.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["customer", "user"],
                condition=models.Q(user__isnull=False),
                name="contact_user_once",
            ),
        )

    def __str__(self) -> str:
        return self.full_name

    @property
    def centre(self) -> Centre:
        """Whose customer it is of."""
        return self.customer.centre


class Token(models.Model):
    """An API token. Only its SHA-256 is kept; the token itself is shown once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = NfcCharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user} {self.label}"
