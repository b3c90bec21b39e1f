"""What must hold before a version's content is signed."""

import re

from django.utils.translation import gettext as _

from accounts.models import User
from calibration.confirming import open_faults
from calibration.definition import read_definition
from calibration.editor.desk import differs
from calibration.models import ProcedureVersion
from calibration.procedures.formulas import formula_faults
from common.canonical import sha256
from common.errors import Fault, Refused
from common.text import fold

# What people and our templates write where a number still has to be looked up, without tone marks.
_PLACEHOLDER = re.compile(
    r"can (kiem tra|doi chieu|xac nhan|bo sung)|tu tri nho|chua ro|chua biet|chua co so"
    r"|to be (checked|confirmed|added)|from memory|\b(tbc|tbd|xxx+)\b|\?\?"
)


def approval_faults(version: ProcedureVersion) -> list[Fault]:
    """All that stands in the way of an approval, each with its path; the definition compiles."""
    definition = read_definition(version.definition)
    return [*formula_faults(definition), *open_faults(version), *number_faults(version)]


def is_placeholder(number: str) -> bool:
    """Whether a number of a document only holds the place of one: "số hiệu cần kiểm tra"."""
    return bool(_PLACEHOLDER.search(fold(number)))


def number_faults(version: ProcedureVersion) -> list[Fault]:
    """A certificate prints the number of the method (TT 24/2013 Art. 41.5): it must be one."""
    if not is_placeholder(version.number):
        return []
    message = _("Số hiệu văn bản mới là chữ giữ chỗ: hãy ghi số hiệu thật vào bản thảo.")
    where = f"documents.{version.service}"
    return [Fault(where, message, code="placeholder", found=version.number)]


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
