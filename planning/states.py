"""What kinds of planned and entered things there are, in the words of the reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Strand(models.TextChoices):
    """Exactly one for each task and activity, as for each contract: state duty, or service."""

    DUTY = "duty", _("quản lý nhà nước")
    SERVICE = "service", _("dịch vụ")


class TaskKind(models.TextChoices):
    """A science task, or a regular one by the unit's function (TXTCN)."""

    SCIENCE = "science", _("nhiệm vụ KH&CN")
    REGULAR = "regular", _("nhiệm vụ thường xuyên theo chức năng")


class Level(models.TextChoices):
    """Who gives and accepts a science task."""

    NATIONAL = "national", _("cấp quốc gia")
    MINISTRY = "ministry", _("cấp bộ")
    PROVINCE = "province", _("cấp tỉnh")
    INSTITUTION = "institution", _("cấp cơ sở")


class TaskRole(models.TextChoices):
    """What the unit is in a task."""

    LEAD = "lead", _("chủ trì")
    PART = "part", _("tham gia")


class ProductKind(models.TextChoices):
    """What a task delivers."""

    THEMATIC_REPORT = "thematic_report", _("báo cáo chuyên đề")
    REPORT = "report", _("báo cáo")
    PROCEDURE = "procedure", _("quy trình")
    PROTOTYPE = "prototype", _("mẫu, thiết bị")
    SOFTWARE = "software", _("phần mềm")
    PAPER = "paper", _("bài báo")
    OTHER = "other", pgettext_lazy("sản phẩm", "khác")


class ProposalKind(models.TextChoices):
    """What is proposed."""

    TASK = "task", _("nhiệm vụ KH&CN")
    INVESTMENT = "investment", _("chủ trương đầu tư")
    PROJECT = "project", _("hồ sơ đăng ký đề án, dự án")


class ActivityKind(models.TextChoices):
    """Work that a report counts and no contract or task holds."""

    DOCUMENT_COMMENT = "document_comment", _("góp ý, tham mưu văn bản")
    INTERNAL_DOCUMENT = "internal_document", _("quy chế, quy định nội bộ")
    RESOLUTION = "resolution", _("dự thảo quy chế, nghị quyết được thông qua")
    ANNUAL_PLAN = "annual_plan", _("kế hoạch năm")
    REPORT = "report", _("báo cáo chuyên môn")
    PAPER = "paper", _("bài báo, báo cáo khoa học")
    TRAINING = "training", _("lượt đào tạo, bồi dưỡng")
    DEFENCE = "defence", _("bảo vệ luận án, luận văn")
    STUDENTS = "students", _("lượt sinh viên hướng dẫn")
    PROCEDURE_REVIEW = "procedure_review", _("rà soát quy trình")
    PROCEDURE_ISSUE = "procedure_issue", _("ban hành quy trình")
    FINDING = "finding", _("phát hiện, lưu ý của đánh giá nội bộ")
    OBJECTIVE = "objective", _("mục tiêu chất lượng")
    EVENT = "event", _("hỗ trợ chương trình, sự kiện")
    INSPECTION = "inspection", _("đoàn kiểm tra liên ngành")
    UNION = "union", _("hoạt động đoàn thể, an sinh")
    MOVEMENT = "movement", _("phong trào thi đua")
    OTHER = "other", pgettext_lazy("hoạt động", "khác")


class Venue(models.TextChoices):
    """Where a paper appeared."""

    JOURNAL_ABROAD = "journal_abroad", _("tạp chí quốc tế")
    CONFERENCE_ABROAD = "conference_abroad", _("hội nghị quốc tế")
    JOURNAL_HOME = "journal_home", _("tạp chí trong nước")
    CONFERENCE_HOME = "conference_home", _("hội nghị trong nước")


class Degree(models.TextChoices):
    """What a training leads to."""

    DOCTOR = "doctor", _("tiến sĩ")
    MASTER = "master", _("thạc sĩ")
    COURSE = "course", _("khóa bồi dưỡng")


class EntryKind(models.TextChoices):
    """What an entered figure is; printed beside it."""

    ACTUAL = "actual", _("nhập tay")
    APPROXIMATE = "approximate", pgettext_lazy("số", "khoảng")
    EXPECTED = "expected", _("dự kiến từ ngày chốt đến cuối kỳ")
    WORDS = "words", _("bằng lời")


class BlockRole(models.TextChoices):
    """What a unit is in an emulation block in one year."""

    HEAD = "head", _("khối trưởng")
    DEPUTY = "deputy", _("khối phó")
    MEMBER = "member", _("thành viên")


class TaskState(models.TextChoices):
    """Where a task stands on a day; told by its dates, never stored."""

    COMING = "coming", _("chưa bắt đầu")
    RUNNING = "running", _("đang thực hiện")
    LATE = "late", _("quá hạn")
    ACCEPTED = "accepted", _("đã nghiệm thu")
    STOPPED = "stopped", _("đã dừng")
    STRUCK = "struck", _("đã bỏ")


class ProposalState(models.TextChoices):
    """What became of a proposal; told by its dates."""

    MADE = "made", _("đã lập")
    SUBMITTED = "submitted", _("đã trình")
    APPROVED = "approved", _("được duyệt")
    REFUSED = "refused", _("bị từ chối")
    STRUCK = "struck", _("đã bỏ")


class ItemState(models.TextChoices):
    """Where a line of the programme stands on a day."""

    OPEN = "open", pgettext_lazy("việc", "chưa xong")
    LATE = "late", _("quá hạn")
    DONE = "done", _("hoàn thành")
    STRUCK = "struck", _("đã bỏ")


class ImportSubject(models.TextChoices):
    """What a list that people bring is of."""

    ACTIVITIES = "activities", _("hoạt động")
    TARGETS = "targets", _("chỉ tiêu")
    TASKS = "tasks", _("nhiệm vụ")
    PRODUCTS = "products", _("sản phẩm")
    PROPOSALS = "proposals", _("đề xuất")
    PROGRAMME = "programme", _("chương trình công tác")


class RowFate(models.TextChoices):
    """What would become of a row of such a list."""

    NEW = "new", _("sẽ thêm")
    KNOWN = "known", _("đã có, bỏ qua")
    TWICE = "twice", _("trùng trong tệp, bỏ qua")
    LEFT = "left", _("để lại")
    WRONG = "wrong", _("chưa đọc được")
