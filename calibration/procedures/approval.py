"""What must hold before a version's content is signed."""

from django.utils.translation import gettext as _

from accounts.models import User
from calibration.confirming import open_faults
from calibration.definition import Definition, read_definition
from calibration.models import ProcedureVersion
from calibration.procedures.divisions import zero_divisions
from calibration.procedures.units import unit_faults
from common.canonical import sha256
from common.errors import Fault, Refused


def approval_faults(version: ProcedureVersion) -> list[Fault]:
    """All that stands in the way of an approval, each with its path; the definition compiles."""
    definition = read_definition(version.definition)
    return [*formula_faults(definition), *open_faults(version)]


def formula_faults(definition: Definition) -> list[Fault]:
    """Formulas that compile and yet cannot be right: units that disagree, division by zero."""
    return [*unit_faults(definition), *zero_divisions(definition)]


def insist_approvable(version: ProcedureVersion, by: User) -> None:
    """Refuse with everything that is still open. Raises InvalidInput where it does not compile."""
    read_definition(version.definition)
    if sha256(version.definition) != version.digest:
        raise Refused(_("Nội dung quy trình không khớp mã kiểm của nó."), code="digest_mismatch")
    copy = version.working_copies.filter(by=by).first()
    if copy is not None and copy.base != version.digest:
        message = _("Bản bạn đang soạn chưa được ghi vào bản thảo, hoặc người khác đã ghi sau đó.")
        raise Refused(message, code="unsaved")
    faults = approval_faults(version)
    if faults:
        message = _("Chưa phê duyệt được quy trình này.")
        raise Refused(message, code="not_approvable", faults=tuple(faults))
