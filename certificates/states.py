"""The life of a certificate, and its kinds."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.states import move


class Kind(models.TextChoices):
    """Three kinds of certificate, never one shared label; and the notice of a failure."""

    VERIFICATION = "verification", _("giấy chứng nhận kiểm định")
    CALIBRATION = "calibration", _("giấy chứng nhận hiệu chuẩn")
    TESTING = "testing", _("giấy chứng nhận thử nghiệm")
    NOTICE = "notice", _("thông báo không đạt")


class CertificateState(models.TextChoices):
    """Where a certificate stands."""

    ISSUED = "issued", _("còn hiệu lực")
    SUPERSEDED = "superseded", _("đã được thay thế")
    WITHDRAWN = "withdrawn", _("đã thu hồi")


C = CertificateState
CERTIFICATE_MOVES = {
    "supersede": move(C.ISSUED, to=C.SUPERSEDED),
    "withdraw": move(C.ISSUED, to=C.WITHDRAWN),
}


class ImpactState(models.TextChoices):
    """Where the case of a wrong calibration stands."""

    OPEN = "open", _("đang xử lý")
    CLOSED = "closed", _("đã khép lại")


class Effect(models.TextChoices):
    """What the wrong calibration did to a point, worst first."""

    FLIPS = "verdict_flips", _("đổi kết luận")
    BEYOND = "beyond_U", _("lệch quá U")
    UNKNOWN = "unknown", _("chưa loại trừ được")
    WITHIN = "within", _("không đáng kể")


class ItemState(models.TextChoices):
    """Where a touched job stands."""

    UNDECIDED = "undecided", _("chưa quyết định")
    DECIDED = "decided", _("đã quyết định")


class Decided(models.TextChoices):
    """What is done about a touched job."""

    NO_EFFECT = "no_effect", _("không cần làm gì")
    INFORM = "inform", _("báo khách hàng")
    RECALL = "recall", _("thu hồi giấy đã cấp")
    REPEAT = "repeat", _("làm lại công việc")


class KeyStore(models.TextChoices):
    """Where a private key is kept."""

    PKCS12 = "pkcs12", _("tệp PKCS#12")
    PKCS11 = "pkcs11", _("thiết bị PKCS#11 (token, HSM)")


class StickerState(models.TextChoices):
    """Where a sticker is."""

    STOCK = "stock", _("trong kho")
    ISSUED = "issued", _("đã giao")
    USED = "used", _("đã dùng")
    DAMAGED = "damaged", _("hỏng")
    RETURNED = "returned", _("đã trả lại")
    DESTROYED = "destroyed", pgettext_lazy("tem", "đã hủy")


class StickerDeed(models.TextChoices):
    """What is done with stickers; `returned` ones go out again or are destroyed."""

    RECEIVE = "receive", _("nhập kho")
    ISSUE = "issue", _("giao")
    USE = "use", _("dán")
    DAMAGE = "damage", _("báo hỏng")
    RETURN = "return", _("trả lại")
    DESTROY = "destroy", _("hủy")


class StickerSize(models.TextChoices):
    """The sizes that are in use, in millimetres."""

    SMALL = "25x35", "25 × 35 mm"
    LARGE = "45x28", "45 × 28 mm"


S = StickerState
STICKER_MOVES = {
    "issue": move(S.STOCK, S.RETURNED, to=S.ISSUED),
    "use": move(S.ISSUED, to=S.USED),
    "damage": move(S.STOCK, S.ISSUED, S.RETURNED, to=S.DAMAGED),
    "return": move(S.ISSUED, to=S.RETURNED),
    "destroy": move(S.STOCK, S.DAMAGED, S.RETURNED, to=S.DESTROYED),
}
