"""The demo's people: one for each role. Invented; `.example` mail reaches nobody."""

from dataclasses import dataclass

from accounts.permissions import Role

PASSWORD = "chuan-demo-2026"  # noqa: S105 — printed at start, for demo data only
HUE, OTHER, INSTITUTE = "HUE", "QTR", "VDL"


@dataclass(frozen=True)
class Account:
    """One demo person; `more` are further roles in the same centre."""

    email: str
    full_name: str
    role: Role
    role_vi: str
    role_en: str
    centre: str = HUE
    more: tuple[Role, ...] = ()


ACCOUNTS = (
    Account(
        "kythuat@hue.example", "Nguyễn Văn Mẫu", Role.TECHNICIAN, "kỹ thuật viên", "technician"
    ),
    Account("soatlai@hue.example", "Trần Thị Thử", Role.APPROVER, "người phê duyệt", "approver"),
    Account(
        "hopdong@hue.example",
        "Lê Minh Họa",
        Role.CONTRACT_OFFICER,
        "cán bộ hợp đồng",
        "contract officer",
    ),
    Account(
        "chatluong@hue.example",
        "Phạm Thị Ví Dụ",
        Role.QUALITY_OFFICER,
        "phụ trách chất lượng",
        "quality officer",
    ),
    Account("lanhdao@hue.example", "Hoàng Văn Giả Định", Role.MANAGER, "lãnh đạo", "manager"),
    Account("quantri@hue.example", "Đặng Thị Tạm", Role.ADMINISTRATOR, "quản trị", "administrator"),
    Account("khachhang@songbo.example", "Võ Thị Khách", Role.CLIENT, "khách hàng", "client"),
    Account(
        "lanhdao@quangtri.example",
        "Bùi Văn Láng Giềng",
        Role.MANAGER,
        "lãnh đạo trung tâm khác (để thử: không thấy gì của HUE)",
        "manager of another centre (to try: sees nothing of HUE)",
        centre=OTHER,
        more=(Role.TECHNICIAN, Role.CONTRACT_OFFICER),
    ),
)
