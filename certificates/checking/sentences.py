"""What is said of a dropped file, in both languages at once: a stranger has not chosen one."""

from common.pairs import Pair, pair

# Each code stands in the log (`Check.finding`, 24 characters) and in the API.
GENUINE = frozenset({"identical", "rewritten", "sealed_other_bytes"})

SENTENCES: dict[str, Pair] = {
    "identical": pair(
        "Tệp giống hệt từng byte với tệp đã cấp.",
        "The file is, byte for byte, the one that was issued.",
    ),
    "rewritten": pair(
        "Chữ ký đúng và nội dung không đổi, nhưng tệp đã được ghi lại: các byte khác tệp đã cấp.",
        "The signature is right and the content is unchanged, but the file was saved anew: its "
        "bytes are not those that were issued.",
    ),
    "sealed_other_bytes": pair(
        "Chữ ký của chúng tôi đúng và bao trùm cả tệp, nhưng đây không phải bản đang lưu.",
        "Our signature is right and covers the whole file, but this is not the copy that we keep.",
    ),
    "other": pair(
        "Tệp là thật, nhưng của một giấy KHÁC với giấy của trang này.",
        "The file is genuine, but of ANOTHER certificate than this page's.",
    ),
    "altered": pair(
        "Giấy này do chúng tôi cấp, nhưng bản này ĐÃ BỊ SỬA.",
        "We issued this certificate, but this copy WAS ALTERED.",
    ),
    "appended": pair(
        "Sau khi ký, tệp đã bị THÊM nội dung. Phần được ký còn nguyên; phần thêm vào không phải "
        "của chúng tôi.",
        "Something was APPENDED after signing. The signed part is intact; what was added is not "
        "ours.",
    ),
    "attachment_swapped": pair(
        "Dữ liệu XML bên trong PDF KHÔNG phải dữ liệu đã cấp: tệp đính kèm đã bị thay.",
        "The XML inside the PDF is NOT the one that was issued: the attachment was swapped.",
    ),
    "attachment_missing": pair(
        "Dữ liệu XML đã cấp bên trong PDF không còn: bản này ĐÃ BỊ SỬA.",
        "The XML that was issued inside the PDF is gone: this copy WAS ALTERED.",
    ),
    "two_attachments": pair(
        "PDF có nhiều tệp đính kèm; bản chúng tôi cấp có đúng một. Bản này ĐÃ BỊ SỬA.",
        "The PDF has several attachments; what we issued has exactly one. This copy WAS ALTERED.",
    ),
    "unsigned": pair(
        "Nội dung nêu số giấy của chúng tôi, nhưng bản này KHÔNG có chữ ký số: là bản in lại hoặc "
        "bản chép, không kiểm tra được nội dung.",
        "It names a certificate of ours, but this copy carries NO signature: reprinted or copied, "
        "its content cannot be checked.",
    ),
    "resigned": pair(
        "Nội dung nêu giấy của chúng tôi, nhưng được ký bằng KHÓA CỦA NGƯỜI KHÁC. Đừng tin.",
        "It names a certificate of ours, but SOMEBODY ELSE'S KEY signed it. Do not trust it.",
    ),
    "differs": pair(
        "Nội dung nêu giấy của chúng tôi, nhưng tệp khác tệp đã cấp (tệp đã cấp không ký số).",
        "It names a certificate of ours, but differs from the file that was issued (which is not "
        "sealed).",
    ),
    "expired": pair(
        "Chữ ký đúng, nhưng chứng thư ký đã hết hạn hoặc đã thôi dùng và không có gì chứng minh "
        "thời điểm ký.",
        "The signature is right, but its certificate has expired or was retired, and nothing "
        "proves when it was made.",
    ),
    "key_revoked": pair(
        "Khóa ký tệp này ĐÃ BỊ THU HỒI vì không còn an toàn. Đừng tin.",
        "The key that signed this file WAS REVOKED: it was no longer safe. Do not trust it.",
    ),
    "sealed_unknown": pair(
        "Chữ ký là của chúng tôi, nhưng không tìm thấy giấy này trong sổ. Hãy hỏi nơi cấp.",
        "The signature is ours, but no such certificate is on record. Ask the issuer.",
    ),
    "stranger": pair(
        "Không phải giấy của chúng tôi: tệp do người khác ký.",
        "Not a certificate of ours: somebody else signed the file.",
    ),
    "not_ours": pair(
        "Không phải giấy của chúng tôi.",
        "Not a certificate of ours.",
    ),
    "truncated": pair(
        "Tệp bị cụt: chỉ còn phần đầu của tệp đã cấp. Hãy tải lại.",
        "The file is truncated: only the beginning of the issued one is there. Download it again.",
    ),
    "damaged": pair(
        "Tệp hỏng hoặc bị cụt, không đọc được.",
        "The file is damaged or truncated and cannot be read.",
    ),
    "encrypted": pair(
        "PDF bị khóa bằng mật khẩu nên không đọc được. Chúng tôi không cấp giấy có mật khẩu.",
        "The PDF is encrypted and cannot be read. We issue none with a password.",
    ),
    "xml_entities": pair(
        "XML khai báo thực thể (entity): có thể là bom, nên không được đọc. Không phải giấy của "
        "chúng tôi.",
        "The XML declares entities, as a bomb does, and was not read. Not a certificate of ours.",
    ),
    "xml_external_dtd": pair(
        "XML trỏ tới một DTD bên ngoài nên không được đọc; chúng tôi không tải gì về. Không phải "
        "giấy của chúng tôi.",
        "The XML points to an external DTD and was not read; nothing was fetched. Not a "
        "certificate of ours.",
    ),
    "xml_dtd": pair(
        "XML có khai báo DTD nên không được đọc. Không phải giấy của chúng tôi.",
        "The XML has a document type and was not read. Not a certificate of ours.",
    ),
    "too_complex": pair(
        "Tệp có cấu trúc quá lớn nên không được đọc hết. Không phải giấy của chúng tôi.",
        "The file's structure is too large to be read. Not a certificate of ours.",
    ),
    "too_large": pair(
        "Tệp quá lớn: nhiều nhất 20 MB. Giấy của chúng tôi không bao giờ lớn như vậy.",
        "The file is too large: at most 20 MB. No certificate of ours is that large.",
    ),
    "not_pdf_xml": pair(
        "Tệp không phải PDF hay XML.",
        "The file is neither a PDF nor XML.",
    ),
    "empty": pair("Tệp trống.", "The file is empty."),
    "no_file": pair(
        "Chưa chọn tệp nào.",
        "No file was chosen.",
    ),
    "one_file": pair(
        "Mỗi lần chỉ gửi một tệp, trong ô “file”.",
        "Send one file at a time, in the field “file”.",
    ),
    "busy": pair(
        "Đang có nhiều tệp được kiểm tra. Hãy thử lại sau ít giây.",
        "Many files are being checked. Try again in a few seconds.",
    ),
}

# Beside a genuine file: the certificate's own state has the last word.
ENDED: dict[str, Pair] = {
    "superseded": pair(
        "Tệp là thật, nhưng giấy ĐÃ ĐƯỢC THAY THẾ, không còn hiệu lực.",
        "The file is genuine, but the certificate WAS REPLACED and is no longer valid.",
    ),
    "withdrawn": pair(
        "Tệp là thật, nhưng giấy ĐÃ BỊ THU HỒI, không còn hiệu lực.",
        "The file is genuine, but the certificate WAS WITHDRAWN and is not valid.",
    ),
    "expired": pair(
        "Tệp là thật, nhưng giấy ĐÃ HẾT HẠN.",
        "The file is genuine, but the certificate HAS EXPIRED.",
    ),
}
VERDICTS: dict[str, Pair] = {
    "genuine": pair("Tệp thật, chưa bị sửa", "Genuine and unaltered"),
    "ended": pair("Tệp thật, nhưng giấy không còn hiệu lực", "Genuine, but no longer valid"),
    "suspect": pair("KHÔNG tin được tệp này", "This file is NOT to be trusted"),
    "unread": pair("Không kiểm tra được tệp này", "This file could not be checked"),
    "other": pair("Tệp thật, nhưng của giấy khác", "Genuine, but of another certificate"),
}
UNREAD = frozenset(
    {
        "damaged", "encrypted", "too_large", "not_pdf_xml", "empty", "no_file", "one_file", "busy",
        "too_complex", "truncated",
    }
)  # fmt: skip

STATES: dict[str, Pair] = {
    "valid": pair("còn hiệu lực", "valid"),
    "notice": pair("thông báo không đạt", "notice of failure"),
    "superseded": pair("đã được thay thế", "replaced"),
    "withdrawn": pair("đã thu hồi", "withdrawn"),
    "expired": pair("hết hạn", "expired"),
}

SIGNATURES: dict[str, Pair] = {
    "valid": pair("đúng, bằng khóa của chúng tôi", "right, by a key of ours"),
    "rewritten": pair("đúng; tệp đã được ghi lại", "right; the file was saved anew"),
    "expired": pair("đúng, nhưng chứng thư không còn hạn", "right, but its certificate is over"),
    "altered": pair("SAI: nội dung đã đổi sau khi ký", "WRONG: changed after signing"),
    "appended": pair("đúng cho phần đầu; có phần thêm vào sau", "right for a part; more was added"),
    "unsigned": pair("không có", "none"),
    "stranger": pair("đúng, nhưng bằng khóa của người khác", "right, but by a stranger's key"),
    "unreadable": pair("không đọc được", "not readable"),
}
