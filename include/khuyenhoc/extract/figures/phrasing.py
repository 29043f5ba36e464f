"""How a text puts its times: a pattern each, with what reads it, and the words that each may begin with.

A time that is not read yet is a row of `PATTERNS`, a reading of that name in `spanning`, `ranging` or `stating`, and the
name at the words of `_BEGINS` that open it. Where others need to go on from it, `Calendar.note` keeps it.
"""

from __future__ import annotations

import re

from khuyenhoc.extract.figures import ranging, spanning, stating
from khuyenhoc.extract.figures.days import LUNAR, WEEKDAY, N, Y, day_named
from khuyenhoc.extract.figures.reckoning import Reading
from khuyenhoc.extract.figures.words import forms

_DASH = r"\s*(?:-|–|—|(?:đến|tới)(?: hết| cuối)?(?: năm)?)\s*"

#: Tried in this order, on the text in small letters, at each place where a time may begin.
PATTERNS: list[tuple[str, Reading, str]] = [
    (
        "school_year",
        spanning.school_year,
        rf"(?:năm|niên) học (?:mới |tới |này )?(?P<a>{Y})\s*(?:-|–|—|/|và|đến)\s*(?P<b>{Y}|\d\d(?!\d))",
    ),
    (
        "since",
        ranging.since,
        rf"(?:kể )?từ (?:khi \w+ )?(?:cuối |đầu )?(?:tháng (?P<m>\d\d?)\s?(?:/|-|năm|\.)\s?|năm )?(?P<a>{Y})(?: đến| tới|,? cho đến)(?: hết)? (?:nay|giờ|bây giờ|thời điểm này|hiện nay)",
    ),
    (
        "since_day",
        ranging.since_day,
        rf"(?:kể )?từ (?:ngày |khi )?(?:\w+ ){{0,4}}\(?(?:ngày )?{day_named('f')}\)?,? (?:đến|cho đến|tới) nay",
    ),
    (
        "since",
        ranging.since,
        rf"(?:kể )?từ (?:khi|ngày|lúc)(?: \w+){{1,5}},? \(?(?:vào )?(?:cuối |đầu )?(?:tháng (?P<m>\d\d?)\s?(?:/|-|năm|\.)\s?|năm )?(?P<a>{Y})\)?,? (?:đến|tới|cho đến) nay",
    ),
    ("since", ranging.since, rf"(?:kể )?từ (?:khi|ngày|lúc)(?: \w+){{1,5}},? \((?:năm )?(?P<a>{Y})\)(?=,)"),
    (
        "month_range",
        ranging.month_range,
        rf"từ (?:đầu |cuối |giữa )?tháng (?P<m>\d\d?)(?:(?:\s?[/.-]\s?| năm )(?P<a>{Y}))? ?(?:đến|tới|-|–)(?: hết| cuối| giữa)? tháng (?P<n>\d\d?)(?:(?:\s?[/.-]\s?|,? năm )(?P<b>{Y}))?",
    ),
    (
        "since_then",
        ranging.since_then,
        r"(?:kể )?từ (?:đó|ấy|bấy|khi đó|lúc đó|ngày (?:đó|ấy)|thời điểm (?:đó|ấy))(?: cho)? (?:đến|tới) nay"
        r"|(?:cũng|kể) từ (?:đó|ấy)(?=[, ])|(?:kể )?từ (?:khi|ngày|lúc) (?:được )?(?:thành lập|ra đời|ra mắt|đi vào hoạt động)(?:,? (?:đến|tới|cho đến) nay)?(?=[, ](?!năm|tháng|\())",
    ),
    (
        "since",
        ranging.since,
        rf"kể từ (?:\w+ ){{0,6}}(?:tháng (?P<m>\d\d?)\s?(?:/|-|năm|\.)\s?|năm )(?P<a>{Y})(?=,)",
    ),
    ("since_school", ranging.since_school, rf"từ năm học (?P<a>{Y})\s?[-–]\s?{Y} (?:đến|tới) nay"),
    ("year_to_date", ranging.year_to_date, r"(?:tính |kể )?từ đầu năm(?: nay)?(?=, )"),
    ("year_to_date", ranging.year_to_date, r"từ đầu năm (?:(?P<a>(?:19|20)\d\d) )?(?:đến|tới) (?:nay|giờ)"),
    (
        "term_to_date",
        ranging.term_to_date,
        rf"(?:tính )?từ đầu nhiệm kỳ(?: (?P<a>{Y})\s?[-–]\s?{Y})? (?:đến|tới) nay",
    ),
    (
        "school_to_date",
        ranging.school_to_date,
        r"từ đầu năm học(?: (?P<a>(?:19|20)\d\d)\s?[-–]\s?(?:19|20)\d\d)? (?:đến|tới) nay",
    ),
    (
        "years",
        spanning.years,
        rf"(?:trong )?(?:các|những|hai|ba|bốn|[2-4]) năm (?P<a>{Y})(?:, (?:năm )?{Y})*(?:,| và) (?:năm )?(?P<b>{Y})(?!\d|[.,]\d)",
    ),
    (
        "years",
        spanning.years,
        rf"(?:giai đoạn|gia đoạn|nhiệm kỳ(?: vừa| trước| tới| mới)?(?: qua)?|nhiệm kì|nk|thời kỳ|trong (?:các |những )?năm|các năm|từ năm|từ|trong)?\s?\(?(?:từ )?(?:năm )?(?P<a>{Y})(?:{_DASH}|,? và (?:năm )?)(?P<b>{Y})(?!\d|[.,]\d|\s(?:hội viên|người|suất|em|hộ|đồng))",
    ),
    (
        "n_years",
        spanning.years,
        rf"(?:trong |sau |suốt |qua |trải qua ){{0,2}}{N.format('n')} năm(?: \w+){{0,8}} ?\((?:từ |giai đoạn |nhiệm kỳ )?(?:năm )?(?P<a>{Y}){_DASH}(?P<b>{Y})\)",
    ),
    (
        "year_to_month",
        ranging.year_to_month,
        rf"(?:tính )?từ (?:đầu )?năm (?:(?P<a>{Y}) )?(?:đến|tới)(?: hết| cuối| giữa)? tháng ?(?P<n>\d\d?)(?:(?:\s?[/.-]\s?| năm )(?P<b>{Y}))?",
    ),
    (
        "day_to_year_end",
        ranging.day_to_year_end,
        rf"từ (?:ngày )?{day_named('f')} (?:đến|tới) (?:hết|cuối) năm(?: (?P<a>{Y})| nay)?(?! học)",
    ),
    (
        "day_to_month",
        ranging.day_to_month,
        rf"từ (?:ngày )?{day_named('f')} (?:đến|tới) (?:hết |cuối )?tháng ?(?P<n>\d\d?)(?:(?:\s?[/.-]\s?| năm )(?P<b>{Y}))?(?!\d)",
    ),
    (
        "year_to_day",
        ranging.year_to_day,
        rf"từ đầu năm (?:(?P<a>{Y}) )?(?:đến|tới)(?: hết)?(?: ngày)? {day_named('t')}",
    ),
    (
        "day_range",
        ranging.day_range,
        rf"từ (?:ngày )?{day_named('f')}\s?(?:đến|-|–|tới)\s?(?:hết )?(?:ngày )?{day_named('t')}",
    ),
    (
        "days_range",
        ranging.days_range,
        rf"từ (?:ngày )?(?P<s>\d{{1,2}})\s?(?:đến|-|–|tới)\s?(?:hết )?(?:ngày )?(?P<td>\d{{1,2}})(?:\s?/\s?|\s+tháng\s+)(?P<tm>\d{{1,2}})(?:(?:\s?/\s?|,? năm )(?P<ty>{Y}))?(?!\d)",
    ),
    (
        "until_day",
        stating.until_day,
        rf"(?:tính đến|tính tới|(?<!trước )đến|tới|cho đến|(?:tại|vào) thời điểm)(?: hết| trước)?(?: thời điểm)?(?: ngày)? {day_named('t')}(?!{LUNAR})(?! (?:xã|phường|thôn|bản|hội|chi|hộ|gia|dòng|trường|đơn|cơ|cộng|khu|tổ|ấp|khóm|buôn|trung|huyện|chỉ))",
    ),
    (
        "until_month",
        stating.until_month,
        rf"(?:(?:tính đến|tính tới|đến|tới|(?:tại|vào) thời điểm)(?: hết)?|hết)(?: đầu| cuối| giữa)? tháng (?P<m>\d\d?)(?:(?:\s?[/-]\s?|\s+năm\s+)(?P<a>{Y}))?",
    ),
    (
        "until_year",
        stating.until_year,
        rf"(?:tính đến|tính tới|đến|tới|hết|hướng đến|cho đến)(?: hết| cuối| thời điểm cuối)? ?năm (?P<a>{Y})",
    ),
    ("until_year_bare", stating.until_year, rf"(?:tính đến|đến hết|đến cuối|đến) (?:cuối )?(?P<a>{Y})(?!\d)"),
    ("end_of_year", stating.until_year, rf"(?:cuối|hết) năm (?P<a>{Y})"),
    (
        "end_of_last_year",
        stating.end_of_last_year,
        r"(?:tính đến |đến )?(?:cuối|hết) năm (?:ngoái|trước|rồi)(?! đó)",
    ),
    (
        "end_of_this_year",
        stating.end_of_this_year,
        r"(?:đến |(?<=phấn đấu ))(?:cuối|hết) năm(?: nay| này)?(?! \d)|hết năm nay",
    ),
    (
        "first_months",
        spanning.first_months,
        rf"(?:trong |qua |của |sau )?{N.format('n')} tháng (?:đầu (?:của )?năm(?: học)?(?: (?P<a>{Y})| nay)?|(?:của )?năm (?:(?P<a2>{Y})|nay))",
    ),
    (
        "months_so_far",
        spanning.months_so_far,
        rf"(?:lũy kế|tính chung|cộng dồn|tổng hợp)(?: cả| trong| của)? {N.format('n')} tháng",
    ),
    ("months_so_far", spanning.months_so_far, rf"{N.format('n')} tháng(?= *\n)"),
    ("months_so_far", spanning.months_so_far, rf"(?<=[:.;] ){N.format('n')} tháng(?=, )"),
    (
        "last_months",
        spanning.last_months,
        rf"(?:trong |của )?{N.format('n')} tháng cuối (?:của )?năm(?: (?P<a>{Y})| nay)?",
    ),
    ("half", spanning.half, rf"(?:nửa|6 tháng) (?P<h>đầu|cuối) (?:của )?năm(?: (?P<a>{Y}))?"),
    (
        "quarters",
        spanning.quarters,
        rf"(?:trong )?(?:{N.format('n')} quý đầu(?: của)? năm(?: (?P<a>{Y})| nay)?|quý (?P<q>iv|iii|ii|i|[1-4])(?:,| và| đến|\s?[-–])\s?(?:quý )?(?P<r>iv|iii|ii|i|[1-4])(?!\w)(?:(?:\s?[/-]\s?|,? năm )(?P<a2>{Y})| năm nay)?)",
    ),
    (
        "until_quarter",
        stating.until_quarter,
        rf"(?:tính đến|tính tới|đến|tới) (?:hết |cuối ){{1,2}}quý (?P<q>iv|iii|ii|i|[1-4])(?!\w)(?:(?:\s?[/-]\s?|,? năm )(?P<a>{Y})| năm nay)?",
    ),
    (
        "quarter",
        spanning.quarter,
        rf"quý (?P<q>iv|iii|ii|i|[1-4])(?!\w)(?:(?:\s?[/-]\s?|,? năm )(?P<a>{Y})| năm nay)?",
    ),
    (
        "last_n_months",
        ranging.last_n_months,
        rf"(?:trong |sau )?{N.format('n')} tháng(?: (?:qua|vừa qua|gần đây))",
    ),
    (
        "past_years",
        ranging.past_years,
        rf"(?:trong |sau |suốt |qua |trải qua |hơn |gần ){{0,3}}{N.format('n')} năm(?: (?:qua|vừa qua|gần đây|trở lại đây|nay|thực hiện|triển khai|hoạt động|xây dựng|làm|gắn bó|đảm nhiệm|phát triển|thành lập|trôi qua|ấy|đó))",
    ),
    (
        "after_years",
        ranging.after_years,
        rf"(?:sau|trong|suốt|qua) (?:hơn |gần )?{N.format('n')} năm(?! học| tới| tiếp| \d)",
    ),
    (
        "years_ago",
        ranging.years_ago,
        rf"cách (?:đây|nay) (?:hơn |gần |chừng |khoảng )?{N.format('n')} năm(?! \d)|{N.format('k')} năm (?:về )?trước(?! mắt)(?: đây|(?P<that> đó))?",
    ),
    (
        "after_months",
        ranging.after_months,
        rf"(?:sau|qua) (?:hơn |gần )?{N.format('n')} tháng(?! \d| đầu| cuối| năm|/)",
    ),
    ("in_months", ranging.last_n_months, rf"trong (?:vòng )?{N.format('n')} tháng(?! \d| đầu| cuối| năm)"),
    (
        "event_days",
        stating.event_days,
        rf"(?:trong |vào )?(?:các |hai |2 )?(?:ngày|sáng|chiều|tối|trưa|hôm|đêm){WEEKDAY}?(?: ngày| nay,?)?(?: từ)? (?P<s>\d{{1,2}})(?:\s?[/-]\s?\d{{1,2}})?\s?(?:,|và|-|–|đến)\s?(?:ngày )?{day_named('e')}",
    ),
    (
        "event_day",
        stating.event_day,
        rf"(?:vào |trong )?(?:ngày|sáng|chiều|tối|trưa|hôm|đêm|c(?:hủ|húa) nhật,?){WEEKDAY}?(?: ngày| mồng| mùng| nay,?)? ?\(?{day_named('e')}(?!{LUNAR})\)?",
    ),
    ("full_day", stating.full_day, rf"{day_named('e')}"),
    (
        "glossed_day",
        stating.event_day,
        rf"(?:(?:ngày |mồng |mùng |rằm ){{1,3}}\d{{0,2}}(?: ?(?:tháng (?:giêng|chạp|\d{{1,2}})|tết|âm lịch)){{0,3}}(?:,? năm (?:nay|{Y}|\w+ \w+)|,? (?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý) \w+)?|(?:sáng|chiều|tối|hôm) (?:qua|nay)),? ?\((?:tức |nhằm |dương lịch )?(?:là )?(?:ngày )?{day_named('e')}\)",
    ),
    (
        "lunar",
        stating.lunar,
        r"(?:ngày |mồng |mùng |rằm ){1,3}\d{0,2}(?:/\d\d?)?(?: ?(?:tháng (?:giêng|chạp|\d{1,2})|tết|\(?âm lịch\)?)){0,3}|\d{1,2} tháng (?:giêng|chạp)",
    ),
    (
        "months",
        spanning.months,
        rf"(?:trong )?tháng (?P<m>\d\d?)(?:,| và| đến|\s?[-–])\s?(?:tháng )?(?P<n>\d\d?)(?:\s?[/-]\s?|\s?năm\s?)(?P<a>{Y})(?!\d)",
    ),
    (
        "months",
        spanning.months,
        rf"(?:trong )?(?:các|hai|2) tháng (?P<m>\d\d?)(?:,| và) (?:tháng )?(?P<n>\d\d?)(?:(?:\s?[/-]\s?|\s?năm\s?)(?P<a>{Y}))?(?!\d)",
    ),
    (
        "month",
        spanning.month,
        rf"(?:trong )?tháng ?(?P<m>\d\d?)(?:(?:\s?[/-]\s?|\s?năm\s?|\.)(?P<a>{Y}))?(?![\d/])(?!{LUNAR})",
    ),
    (
        "this_school_year",
        spanning.this_school_year,
        r"năm học (?:này|mới|qua|vừa qua|vừa rồi|nay|tới|sau|trước)",
    ),
    ("same_school_year", spanning.same_school_year, r"(?:cũng )?trong năm học(?= ?[,;.]| đó| ấy| này)"),
    ("past_year", spanning.past_year, r"(?:trong )?năm (?:qua|vừa qua|vừa rồi)"),
    ("long_ago", spanning.long_ago, r"(?:mấy|vài|nhiều|những|các) năm trước(?! mắt)(?: đây| đó)?"),
    ("previous_year", spanning.previous_year, r"(?:cả |trong )?(?<!\d )năm (?:ngoái|trước|rồi)(?: đó)?"),
    (
        "this_year",
        spanning.this_year,
        r"(?:trong |cả )?năm nay|cả năm(?! (?:học|ngoái|trước|rồi|\d))|trong năm(?=[,;. ](?! ?(?:học|qua))(?! ?(?<!,)(?<!, )\d{1,4}(?!\d|[.,]\d)))",
    ),
    (
        "feast",
        spanning.year,
        rf"(?:hè|tết|xuân|mùa hè|mùa xuân)(?: nguyên đán| [^\W\d]+ [^\W\d]+)? (?P<a>{Y})(?!\d|\s?[-–])",
    ),
    ("past_quarter", spanning.past_quarter, r"(?:trong )?quý (?:vừa )?qua"),
    ("carried_over", stating.carried_over, rf"(?:kết )?chuyển sang năm (?:sau|tới|(?P<a>{Y}))"),
    ("years_later", spanning.years_later, rf"(?:chỉ |sau )?{N.format('n')} năm sau(?: đó)?|năm sau đó"),
    ("next_year", spanning.next_year, r"năm (?:tới|sau)"),
    (
        "year",
        spanning.year,
        rf"(?:(?:trong|cả|của|vào|từ|đầu|đến|giữa|ngay|ngay từ đầu|kết thúc) ){{0,3}}năm ?(?:(?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý) [^\W\d]+ )?(?P<a>{Y})(?!\d)",
    ),
    (
        "plan_year",
        spanning.year,
        rf"(?:phương hướng|mục tiêu|chỉ tiêu|kế hoạch|nhiệm vụ) (?P<a>{Y})(?=[:,. ])",
    ),
    (
        "last_time",
        stating.last_time,
        r"(?:(?<=\()|(?<=[,;] ))cùng kỳ(?= (?:là |đạt |chỉ |có )?(?:hơn |gần |trên |khoảng )?\d)",
    ),
    (
        "same_span",
        ranging.same_span,
        r"(?:cũng |trong |cũng trong )?(?:cùng (?:giai đoạn|thời gian|thời kỳ)|(?:giai đoạn|khoảng thời gian|thời gian) (?:trên|đó|ấy))",
    ),
    (
        "same_drive",
        ranging.same_drive,
        r"(?:(?:trong|sau|qua|suốt|hết) (?:một |1 |suốt )?(?:đợt(?! (?:trao|tặng|phát thưởng|cấp|khen)\b)|tuần(?: lễ)?(?! (?:qua|tới|trước|sau|rồi|vừa))|chiến dịch|(?:đợt )?cao điểm|tháng(?= (?:vận|phát|cao) ))(?: (?:vận động|phát động|cao điểm|ra quân|quyên góp|hưởng ứng))*|đợt(?: (?:vận động|phát động|cao điểm|ra quân|quyên góp|hưởng ứng))*(?= (?:này|trên|đó)))(?: này| trên| đó)?(?! [^\W\d]* ?(?:\d|tới|trước))(?=[,;.]|(?: [^\W\d]+){0,3} (?:vận động|huy động|quyên|trao|tặng|thu|mở|tổ chức|có|đã)\b)",
    ),
    (
        "same_day",
        stating.same_day,
        r"(?:cũng )?(?:cùng thời điểm(?! năm| này năm| trước| đó năm)|thời điểm (?:trên|đó|ấy)(?! năm))(?: đó| ấy| trên)?",
    ),
    ("same_year", spanning.same_year, r"(?:cũng |trong |cũng trong )?(?:cùng năm(?! học)|năm (?:này|đó|ấy))"),
    ("year_slash", spanning.year, rf"(?<=/)(?P<a>{Y})(?!\d)"),
    ("year_bracketed", spanning.year, rf"(?<=\()(?P<a>{Y})(?=\))"),
    ("end_of_term", stating.end_of_term, r"(?:đến |tới )(?:cuối|hết) nhiệm kỳ(?! \d)"),
    ("next_term", spanning.next_term, r"nhiệm kỳ (?:mới|tới|này)|giai đoạn tới"),
    (
        "this_term",
        spanning.this_term,
        r"(?:trong |cả |suốt )?(?:nhiệm kỳ|nk)(?!\w)(?: (?:qua|vừa qua))?(?! (?:tới|mới|trước|\d|\())|giai đoạn (?:qua|vừa qua|này)",
    ),
    ("this_quarter", spanning.this_quarter, r"trong quý(?! [iv1-4])"),
    ("merger", ranging.merger, r"sau (?:khi )?(?:sáp nhập|sắp xếp|hợp nhất)"),
    ("before_merger", stating.before_merger, r"trước (?:khi )?(?:sáp nhập|sắp xếp|hợp nhất)"),
    (
        "now",
        stating.now,
        r"(?:tính |cho )?(?:đến|tới) (?:nay|thời điểm này|giờ|lúc này|thời điểm hiện tại)|lúc này(?=,| (?:toàn|cả|đã|đang|có|tỉnh|huyện|xã|trường)\b)|hiện (?:nay|tại|có|còn|đã|đạt|đang|toàn|trong)|hiện(?=[, ](?!vật|trường|tượng|thực|hữu|hành|diện|đại))|(?<=[ \n])nay(?= (?:con số|quỹ|tổng|đã|có|còn|mức|là|tăng|lên|toàn|đạt))|(?<=[.;:] )nay(?=,)|(?<=\n)nay(?=,| (?:đã|có|mức|là))|(?<=, )nay(?= (?!mai|thuộc|gọi|là|được|đổi))|(?<=thì )nay|bây giờ",
    ),
    ("yesterday", stating.yesterday, r"(?:sáng|chiều|tối|trưa|đêm)(?: hôm)? qua|(?:ngày )?hôm qua"),
    (
        "occasion",
        stating.occasion,
        r"(?:nhân )?dịp (?:này|đó|(?:đại hội|hội nghị|lễ|buổi lễ|ngày hội)(?=,))|cùng dịp(?: này| đó)?|nhân (?:hội nghị|đại hội|buổi lễ)(?=,)|sau (?:đợt|lần|buổi|kỳ|lễ) (?:trao|tặng|phát|cấp|khen)(?: [^\W\d]+){0,3} này|sau khi (?:phát|trao|tặng|cấp|chi)(?: thưởng| quà| học bổng| thưởng xong)?,|(?:riêng )?lần này|tại (?:hội nghị|đại hội|buổi lễ|lễ|buổi|chương trình|buổi tổng kết|ngày hội)|(?:ngay )?trong (?:buổi (?:lễ|gặp mặt|họp mặt|sáng nay)|lễ(?= (?:nhận|trao|có|đã|này)|,))|nhân ngày [^\W\d]+ này|(?:buổi lễ|ngày hội|lễ|hội nghị|đại hội|buổi họp mặt|buổi gặp mặt)(?: [^\W\d]+){0,4} này|cùng ngày|(?:hội nghị|đại hội|buổi lễ|ban tổ chức)(?: cũng| đã)* (?:biểu dương|khen thưởng|trao|tặng|tuyên dương|vinh danh|tôn vinh)|(?:hôm|sáng|chiều|tối|trưa) nay|(?<!kể cả )đợt này|xuân này|trước đó",
    ),
]
_NUMBERED = "years_later years_ago quarters n_years years months_so_far first_months last_months half last_n_months past_years event_days full_day lunar"
_EVENT_START = "glossed_day event_days event_day lunar"
#: Which patterns may begin with a word, or with a word that others go on from ("hội nghị"); others are not tried there.
_BEGINS = {
    "một hai ba bốn sáu bảy tám chín mười": "years months years_ago years_later months_so_far n_years first_months last_months last_n_months past_years quarters",
    "năm niên": "school_year first_months last_months last_n_months past_years years this_school_year past_year previous_year this_year years_later next_year year same_year",
    "hè tết mùa": "feast",
    "phương_hướng mục_tiêu chỉ_tiêu kế_hoạch": "plan_year",
    "chuyển_sang": "carried_over",
    "từ kể": "since_then since_school since since_day year_to_date year_to_month day_to_year_end year_to_day term_to_date school_to_date years month_range day_to_month day_range days_range year",
    "gia_đoạn": "years",
    "giai_đoạn nhiệm_kỳ nhiệm_kì nk thời_kỳ,gian,điểm khoảng_thời": "same_day same_span years next_term this_term",
    "trong": "previous_year months past_quarter quarters n_years years first_months last_months last_n_months past_years after_years in_months event_days event_day month past_year same_year this_year year this_term this_quarter same_span same_school_year same_drive occasion",
    "mấy_năm vài_năm nhiều_năm những_năm": "long_ago",
    "các_năm,ngày,sáng,chiều,tối,trưa,hôm,đêm": "long_ago years event_days",
    "tính_đến,tới,từ,chung": "year_to_date end_of_last_year months_so_far year_to_month year_to_day term_to_date until_quarter until_day until_month until_year until_year_bare now",
    "đến tới cho hướng hết cuối": "end_of_term until_quarter until_day until_month until_year until_year_bare end_of_year end_of_last_year end_of_this_year year now",
    "nửa": "half",
    "lũy_kế luỹ_kế cộng_dồn tổng_hợp": "months_so_far",
    "quý": "quarters quarter past_quarter",
    "sau suốt qua trải": "n_years after_months first_months last_n_months past_years after_years this_term merger same_drive occasion",
    "hơn gần": "past_years",
    "vào": "event_days event_day year until_day until_month",
    "ngày sáng chiều tối trưa đêm hôm": f"{_EVENT_START} yesterday occasion",
    "chủ_nhật chúa_nhật": "event_day",
    "mồng mùng rằm": "glossed_day lunar",
    "cách_đây,nay": "years_ago",
    "tháng": "months month",
    "cả": "previous_year this_year year this_term",
    "của": "first_months last_months year",
    "đầu giữa": "year",
    "kết_thúc,chuyển": "year carried_over",
    "ngay": "year occasion",
    "trước": "before_merger occasion",
    "hiện nay bây lúc_này": "now",
    "xuân": "feast occasion",
    "nhân_dịp,ngày,hội,đại,buổi dịp riêng_lần lần_này hội_nghị đại_hội buổi ban_tổ lễ": "occasion",
    "tại": "occasion until_day until_month",
    "đợt": "same_drive occasion",
    "cùng cũng": "last_time same_day same_span same_year since_then occasion",
}  # fmt: skip

#: A pattern by its name, and what reads it.
Candidate = tuple[str, re.Pattern[str], Reading]
#: A pattern that matches where any of those behind it does (most places hold no time), those, and the words that must follow.
Tried = tuple[re.Pattern[str], list[Candidate], frozenset[str]]

_CANDIDATES: list[Candidate] = [(name, re.compile(pattern), reading) for name, reading, pattern in PATTERNS]
_ORDER: dict[str, list[int]] = {}
for _n, _row in enumerate(PATTERNS):
    _ORDER.setdefault(_row[0], []).append(_n)


def _tried(names: str, follow: str = "") -> Tried:
    """The patterns of these names in their order."""
    candidates = [_CANDIDATES[n] for n in sorted(n for name in names.split() for n in _ORDER[name])]
    any_of_them = "|".join(re.sub(r"\(\?P<\w+>", "(?:", pattern.pattern) for _, pattern, _ in candidates)
    return re.compile(any_of_them), candidates, forms(*filter(None, follow.split(",")))


#: What to try at a word, by its form.
BY_START: dict[str, Tried] = {}
for _words, _names in _BEGINS.items():
    for _word in _words.split():
        _first, _joint, _follow = _word.partition("_")
        BY_START[next(iter(forms(_first)))] = _tried(_names, _follow)
#: What to try at a number, behind a slash and in brackets.
AT_NUMBER, AFTER_SLASH, BRACKETED = _tried(_NUMBERED), _tried("year_slash"), _tried("year_bracketed")
#: How every time begins that begins with a number: most numbers count something.
MAY_BE_TIME = re.compile(
    rf"{Y}(?:\s*(?:[-–—]|đến|tới)|,? và)|\d\d?(?:\s+(?:năm|quý|tháng|ngày|sáng|chiều|tối|trưa|hôm|đêm)|\s?[/.-]\s?\d\d?(?:\s*[/.-]|,?\s+năm))"
)
