"""Questions of the people and customer pages."""

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Customer, Membership, Site, User
from accounts.people import Person
from accounts.permissions import Can


def people_seen_by(person: Person) -> QuerySet[User]:
    """People with a role in the centres where `person` may see people, roles prefetched."""
    centres = person.centres(Can.SEE_PEOPLE)
    roles = Membership.objects.filter(centre__in=centres).select_related("centre")
    return (
        User.objects.filter(memberships__centre__in=centres)
        .distinct()
        .prefetch_related(Prefetch("memberships", roles, to_attr="roles_here"))
    )


def customers_seen_by(person: Person, text: str = "") -> QuerySet[Customer]:
    """Customers with their numbers of sites."""
    sites = Site.objects.filter(customer=OuterRef("pk")).values("customer").annotate(n=Count("pk"))
    return (
        Customer.objects.visible_to(person)
        .current()
        .search(text)
        .select_related("centre")
        .annotate(site_count=Coalesce(Subquery(sites.values("n")), 0))
    )
