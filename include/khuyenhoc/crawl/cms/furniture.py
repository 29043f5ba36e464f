"""Page furniture that sites of every system put around and into their articles."""

from __future__ import annotations

#: Boxes inside a body that are no part of an article on any system.
BOXES = (
    "script", "style", "noscript", "iframe", "form", "button", "nav",
    ".related", ".related-news", ".tin-lien-quan", ".tinlienquan", ".other-news",
    ".fb-like", ".fb-comments", ".fb-share-button", ".zalo-share-button", ".addthis_toolbox", ".addthis_inline_share_toolbox",
    ".social", ".share", ".socialicon", ".box-comment", ".comments", "#comments", ".rating",
)  # fmt: skip

#: Lines that are the page's, each as a whole.
NOISE = (
    r"•?\s*Loading\.*",
    r"Skip Ribbon Commands|Skip to main content|Sign In|Chuyển đến nội dung chính",
    r"Xem với cỡ chữ\s*:?",
    r"(?:In ra|In trang|In bài viết|Bản in|Gửi email|Gửi bài viết|Email In PDF\.?|Chia sẻ|Print|Lưu bài viết|Thích|Tweet)",
    r"(?:Lượt xem|Số lượt xem|Đã xem|Lượt đọc|View count)\s*:?\s*[\d.,]+(?:\s*lượt)?\.?",
    r".{10,}\s?-\s?Ảnh \d{1,2}\.?",
    r"Quảng cáo|ADVERTISEMENT|Nghe đọc bài(?: viết)?.{0,40}|.{0,12}Theo dõi .{0,40}Google News.{0,60}",
    r"Chào mừng (?:quý vị|bạn|các bạn) đến với .*",
    r"(?:Thứ [^,]{1,5}|Chủ nhật|Hôm nay)[,:]? ngày \d{1,2}/\d{1,2}/\d{4}",
)

#: The line with which an article is over.
TAIL = (
    r"(?:CÁC|Các) (?:BÀI VIẾT|bài viết|TIN|tin|tin bài|TIN BÀI) (?:KHÁC|khác|liên quan|LIÊN QUAN|cũ hơn|mới hơn|đã đưa).{0,3}",
    r"(?:TIN|Tin|Bài|BÀI|Tin bài|TIN BÀI|Bài viết|BÀI VIẾT) (?:LIÊN QUAN|liên quan|khác|KHÁC|cùng chuyên mục|CÙNG CHUYÊN MỤC|mới hơn|cũ hơn).{0,3}",
    r"Những tin (?:mới hơn|cũ hơn).{0,3}",
    r"(?:Bình luận(?: của bạn)?|Ý kiến bạn đọc|Gửi bình luận|Trả lời)(?: ?\(\d+\))?",
    r"Đọc tiếp|Các (?:bài|tin)(?: viết)? (?:đã|mới) (?:đăng|đưa)\s?:?",
    r"(?:Có thể bạn quan tâm|Đọc nhiều(?: .{0,20})?|Bài tiếp theo|Tin cùng chủ đề)\s?:?",
    r"Đăng nhập với Facebook Google",
    r"Email của bạn sẽ không được hiển thị công khai.*",
    r"Link nội dung\s*:.*",
    r"Tổng số điểm của bài viết là.*",
    r"(?:Từ khóa|Từ khoá|Tags?)\s*:.*",
)
