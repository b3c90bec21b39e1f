"""What must hold before a version's content is signed."""

from django.utils.translation import gettext as _

from accounts.models import User
from calibration.confirming import open_faults
from calibration.definition import read_definition
from calibration.editor.desk import differs
from calibration.models import ProcedureVersion
from calibration.procedures.formulas import formula_faults
from common.canonical import sha256
from common.errors import Fault, Refused


def approval_faults(version: ProcedureVersion) -> list[Fault]:
    """All that stands in the way of an approval, each with its path; the definition compiles."""
    definition = read_definition(version.definition)
    return [*formula_faults(definition), *open_faults(version)]


def insist_approvable(version: ProcedureVersion, by: User) -> None:
    """Refuse with everything that is still open. Raises InvalidInput where it does not compile."""
    read_definition(version.definition)
    if sha256(version.definition) != version.digest:
        raise Refused(_("Nội dung quy trình không khớp mã kiểm của nó."), code="digest_mismatch")
    copy = version.working_copies.filter(by=by).first()
    if copy is not None and differs(version, copy):
        message = _("Bản bạn đang soạn chưa được ghi vào bản thảo, hoặc người khác đã ghi sau đó.")
        raise Refused(message, code="unsaved")
    faults = approval_faults(version)
    if faults:
        message = _("Chưa phê duyệt được quy trình này.")
        raise Refused(message, code="not_approvable", faults=tuple(faults))
