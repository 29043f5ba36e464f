"""The times that a text names: spans, states ("đến nay"), days of an event, and what is compared against.

A little longer than a module should be: half of it is one table of patterns, in the order in which they are tried.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from khuyenhoc.extract.figures.days import WEEKDAY, N, Y, day_named, in_year
from khuyenhoc.extract.figures.reckoning import DASH, Calendar, Kind
from khuyenhoc.extract.figures.words import Pieces, fold, forms, where
from khuyenhoc.models import Period

#: Tried in this order, on the text in small letters, at each place where a time may begin; the name says what is made of it.
_PATTERNS: list[tuple[str, str]] = [
    (
        "school_year",
        rf"(?:năm|niên) học (?:mới |tới |này )?(?P<a>{Y})\s*(?:-|–|—|/|và|đến)\s*(?P<b>{Y}|\d\d(?!\d))",
    ),
    (
        "since",
        rf"(?:kể )?từ (?:khi \w+ )?(?:cuối |đầu )?(?:tháng (?P<m>\d\d?)\s?(?:/|-|năm|\.)\s?|năm )?(?P<a>{Y})(?: đến| tới|,? cho đến)(?: hết)? (?:nay|giờ|bây giờ|thời điểm này|hiện nay)",
    ),
    (
        "since_day",
        rf"(?:kể )?từ (?:ngày |khi )?(?:\w+ ){{0,4}}\(?(?:ngày )?{day_named('f')}\)?,? (?:đến|cho đến|tới) nay",
    ),
    (
        "since",
        rf"(?:kể )?từ (?:khi|ngày|lúc)(?: \w+){{1,5}},? \(?(?:vào )?(?:cuối |đầu )?(?:tháng (?P<m>\d\d?)\s?(?:/|-|năm|\.)\s?|năm )?(?P<a>{Y})\)?,? (?:đến|tới|cho đến) nay",
    ),
    ("since", rf"(?:kể )?từ (?:khi|ngày|lúc)(?: \w+){{1,5}},? \((?:năm )?(?P<a>{Y})\)(?=,)"),
    (
        "month_range",
        rf"từ (?:đầu |cuối |giữa )?tháng (?P<m>\d\d?)(?:(?:\s?[/.-]\s?| năm )(?P<a>{Y}))? ?(?:đến|tới|-|–)(?: hết| cuối| giữa)? tháng (?P<n>\d\d?)(?:(?:\s?[/.-]\s?|,? năm )(?P<b>{Y}))?",
    ),
    (
        "since_then",
        r"(?:kể )?từ (?:đó|ấy|bấy|khi đó|lúc đó|ngày (?:đó|ấy)|thời điểm (?:đó|ấy))(?: cho)? (?:đến|tới) nay"
        r"|(?:cũng|kể) từ (?:đó|ấy)(?=[, ])|(?:kể )?từ (?:khi|ngày|lúc) (?:được )?(?:thành lập|ra đời|ra mắt|đi vào hoạt động)(?:,? (?:đến|tới|cho đến) nay)?(?=[, ](?!năm|tháng|\())",
    ),
    (
        "since",
        rf"kể từ (?:\w+ ){{0,6}}(?:tháng (?P<m>\d\d?)\s?(?:/|-|năm|\.)\s?|năm )(?P<a>{Y})(?=,)",
    ),
    ("since_school", rf"từ năm học (?P<a>{Y})\s?[-–]\s?{Y} (?:đến|tới) nay"),
    ("year_to_date", r"(?:tính |kể )?từ đầu năm(?: nay)?(?=, )"),
    ("year_to_date", r"từ đầu năm (?:(?P<a>(?:19|20)\d\d) )?(?:đến|tới) (?:nay|giờ)"),
    ("term_to_date", rf"(?:tính )?từ đầu nhiệm kỳ(?: (?P<a>{Y})\s?[-–]\s?{Y})? (?:đến|tới) nay"),
    ("school_to_date", r"từ đầu năm học(?: (?P<a>(?:19|20)\d\d)\s?[-–]\s?(?:19|20)\d\d)? (?:đến|tới) nay"),
    (
        "years",
        rf"(?:trong )?(?:các|những|hai|ba|bốn|[2-4]) năm (?P<a>{Y})(?:, (?:năm )?{Y})*(?:,| và) (?:năm )?(?P<b>{Y})(?!\d|[.,]\d)",
    ),
    (
        "years",
        rf"(?:giai đoạn|gia đoạn|nhiệm kỳ(?: vừa| trước| tới| mới)?(?: qua)?|nhiệm kì|nk|thời kỳ|trong (?:các |những )?năm|các năm|từ năm|từ|trong)?\s?\(?(?:từ )?(?:năm )?(?P<a>{Y})(?:{DASH}|,? và (?:năm )?)(?P<b>{Y})(?!\d|[.,]\d|\s(?:hội viên|người|suất|em|hộ|đồng))",
    ),
    (
        "n_years",
        rf"(?:trong |sau |suốt |qua |trải qua ){{0,2}}{N.format('n')} năm(?: \w+){{0,8}} ?\((?:từ |giai đoạn |nhiệm kỳ )?(?:năm )?(?P<a>{Y}){DASH}(?P<b>{Y})\)",
    ),
    (
        "year_to_month",
        rf"(?:tính )?từ (?:đầu )?năm (?:(?P<a>{Y}) )?(?:đến|tới)(?: hết| cuối| giữa)? tháng ?(?P<n>\d\d?)(?:(?:\s?[/.-]\s?| năm )(?P<b>{Y}))?",
    ),
    (
        "day_to_year_end",
        rf"từ (?:ngày )?{day_named('f')} (?:đến|tới) (?:hết|cuối) năm(?: (?P<a>{Y})| nay)?(?! học)",
    ),
    (
        "day_to_month",
        rf"từ (?:ngày )?{day_named('f')} (?:đến|tới) (?:hết |cuối )?tháng ?(?P<n>\d\d?)(?:(?:\s?[/.-]\s?| năm )(?P<b>{Y}))?(?!\d)",
    ),
    ("year_to_day", rf"từ đầu năm (?:(?P<a>{Y}) )?(?:đến|tới)(?: hết)?(?: ngày)? {day_named('t')}"),
    ("day_range", rf"từ (?:ngày )?{day_named('f')}\s?(?:đến|-|–|tới)\s?(?:hết )?(?:ngày )?{day_named('t')}"),
    (
        "days_range",
        rf"từ (?:ngày )?(?P<s>\d{{1,2}})\s?(?:đến|-|–|tới)\s?(?:hết )?(?:ngày )?(?P<td>\d{{1,2}})(?:\s?/\s?|\s+tháng\s+)(?P<tm>\d{{1,2}})(?:(?:\s?/\s?|,? năm )(?P<ty>{Y}))?(?!\d)",
    ),
    (
        "until_day",
        rf"(?:tính đến|tính tới|(?<!trước )đến|tới|cho đến|(?:tại|vào) thời điểm)(?: hết| trước)?(?: thời điểm)?(?: ngày)? {day_named('t')}(?! (?:xã|phường|thôn|bản|hội|chi|hộ|gia|dòng|trường|đơn|cơ|cộng|khu|tổ|ấp|khóm|buôn|trung|huyện|chỉ))",
    ),
    (
        "until_month",
        rf"(?:(?:tính đến|tính tới|đến|tới|(?:tại|vào) thời điểm)(?: hết)?|hết)(?: đầu| cuối| giữa)? tháng (?P<m>\d\d?)(?:(?:\s?[/-]\s?|\s+năm\s+)(?P<a>{Y}))?",
    ),
    (
        "until_year",
        rf"(?:tính đến|tính tới|đến|tới|hết|hướng đến|cho đến)(?: hết| cuối| thời điểm cuối)? ?năm (?P<a>{Y})",
    ),
    ("until_year_bare", rf"(?:tính đến|đến hết|đến cuối|đến) (?:cuối )?(?P<a>{Y})(?!\d)"),
    ("end_of_year", rf"(?:cuối|hết) năm (?P<a>{Y})"),
    ("end_of_last_year", r"(?:tính đến |đến )?(?:cuối|hết) năm (?:ngoái|trước|rồi)(?! đó)"),
    ("end_of_this_year", r"(?:đến |(?<=phấn đấu ))(?:cuối|hết) năm(?: nay| này)?(?! \d)|hết năm nay"),
    (
        "first_months",
        rf"(?:trong |qua |của |sau )?{N.format('n')} tháng (?:đầu (?:của )?năm(?: học)?(?: (?P<a>{Y})| nay)?|(?:của )?năm (?:(?P<a2>{Y})|nay))",
    ),
    ("months_so_far", rf"(?:lũy kế|tính chung|cộng dồn|tổng hợp)(?: cả| trong| của)? {N.format('n')} tháng"),
    ("months_so_far", rf"{N.format('n')} tháng(?= *\n)"),
    ("months_so_far", rf"(?<=[:.;] ){N.format('n')} tháng(?=, )"),
    ("last_months", rf"(?:trong |của )?{N.format('n')} tháng cuối (?:của )?năm(?: (?P<a>{Y})| nay)?"),
    ("half", rf"(?:nửa|6 tháng) (?P<h>đầu|cuối) (?:của )?năm(?: (?P<a>{Y}))?"),
    (
        "quarters",
        rf"(?:trong )?(?:{N.format('n')} quý đầu(?: của)? năm(?: (?P<a>{Y})| nay)?|quý (?P<q>iv|iii|ii|i|[1-4])(?:,| và| đến|\s?[-–])\s?(?:quý )?(?P<r>iv|iii|ii|i|[1-4])(?!\w)(?:(?:\s?[/-]\s?|,? năm )(?P<a2>{Y})| năm nay)?)",
    ),
    (
        "until_quarter",
        rf"(?:tính đến|tính tới|đến|tới) (?:hết |cuối ){{1,2}}quý (?P<q>iv|iii|ii|i|[1-4])(?!\w)(?:(?:\s?[/-]\s?|,? năm )(?P<a>{Y})| năm nay)?",
    ),
    ("quarter", rf"quý (?P<q>iv|iii|ii|i|[1-4])(?!\w)(?:(?:\s?[/-]\s?|,? năm )(?P<a>{Y})| năm nay)?"),
    ("last_n_months", rf"(?:trong |sau )?{N.format('n')} tháng(?: (?:qua|vừa qua|gần đây))"),
    (
        "past_years",
        rf"(?:trong |sau |suốt |qua |trải qua |hơn |gần ){{0,3}}{N.format('n')} năm(?: (?:qua|vừa qua|gần đây|trở lại đây|nay|thực hiện|triển khai|hoạt động|xây dựng|làm|gắn bó|đảm nhiệm|phát triển|thành lập|trôi qua|ấy|đó))",
    ),
    ("after_years", rf"(?:sau|trong|suốt|qua) (?:hơn |gần )?{N.format('n')} năm(?! học| tới| tiếp| \d)"),
    (
        "years_ago",
        rf"cách (?:đây|nay) (?:hơn |gần |chừng |khoảng )?{N.format('n')} năm(?! \d)|{N.format('k')} năm (?:về )?trước(?! mắt)(?: đây|(?P<that> đó))?",
    ),
    ("after_months", rf"(?:sau|qua) (?:hơn |gần )?{N.format('n')} tháng(?! \d| đầu| cuối| năm|/)"),
    ("in_months", rf"trong (?:vòng )?{N.format('n')} tháng(?! \d| đầu| cuối| năm)"),
    (
        "event_days",
        rf"(?:trong |vào )?(?:các |hai |2 )?(?:ngày|sáng|chiều|tối|trưa|hôm|đêm){WEEKDAY}?(?: ngày| nay,?)?(?: từ)? (?P<s>\d{{1,2}})(?:\s?[/-]\s?\d{{1,2}})?\s?(?:,|và|-|–|đến)\s?(?:ngày )?{day_named('e')}",
    ),
    (
        "event_day",
        rf"(?:vào |trong )?(?:ngày|sáng|chiều|tối|trưa|hôm|đêm|c(?:hủ|húa) nhật,?){WEEKDAY}?(?: ngày| mồng| mùng| nay,?)? ?\(?{day_named('e')}\)?",
    ),
    ("full_day", rf"{day_named('e')}"),
    (
        "glossed_day",
        rf"(?:(?:ngày |mồng |mùng |rằm ){{1,3}}\d{{0,2}}(?: ?(?:tháng (?:giêng|chạp|\d{{1,2}})|tết|âm lịch)){{0,3}}(?:,? năm (?:nay|{Y}|\w+ \w+)|,? (?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý) \w+)?|(?:sáng|chiều|tối|hôm) (?:qua|nay)),? ?\((?:tức |nhằm |dương lịch )?(?:là )?(?:ngày )?{day_named('e')}\)",
    ),
    (
        "lunar",
        r"(?:ngày |mồng |mùng |rằm ){1,3}\d{0,2}(?: ?(?:tháng (?:giêng|chạp|\d{1,2})|tết|âm lịch)){0,3}|\d{1,2} tháng (?:giêng|chạp)",
    ),
    (
        "months",
        rf"(?:trong )?tháng (?P<m>\d\d?)(?:,| và| đến|\s?[-–])\s?(?:tháng )?(?P<n>\d\d?)(?:\s?[/-]\s?|\s?năm\s?)(?P<a>{Y})(?!\d)",
    ),
    (
        "months",
        rf"(?:trong )?(?:các|hai|2) tháng (?P<m>\d\d?)(?:,| và) (?:tháng )?(?P<n>\d\d?)(?:(?:\s?[/-]\s?|\s?năm\s?)(?P<a>{Y}))?(?!\d)",
    ),
    ("month", rf"(?:trong )?tháng ?(?P<m>\d\d?)(?:(?:\s?[/-]\s?|\s?năm\s?|\.)(?P<a>{Y}))?(?![\d/])"),
    ("this_school_year", r"năm học (?:này|mới|qua|vừa qua|vừa rồi|nay|tới|sau|trước)"),
    ("same_school_year", r"(?:cũng )?trong năm học(?= ?[,;.]| đó| ấy| này)"),
    ("past_year", r"(?:trong )?năm (?:qua|vừa qua|vừa rồi)"),
    ("long_ago", r"(?:mấy|vài|nhiều|những|các) năm trước(?! mắt)(?: đây| đó)?"),
    ("previous_year", r"(?:cả |trong )?(?<!\d )năm (?:ngoái|trước|rồi)(?: đó)?"),
    (
        "this_year",
        r"(?:trong |cả )?năm nay|cả năm(?! (?:học|ngoái|trước|rồi|\d))|trong năm(?=[,;. ](?! ?(?:học|qua))(?! ?(?<!,)(?<!, )\d{1,4}(?!\d|[.,]\d)))",
    ),
    (
        "feast",
        rf"(?:hè|tết|xuân|mùa hè|mùa xuân)(?: nguyên đán| [^\W\d]+ [^\W\d]+)? (?P<a>{Y})(?!\d|\s?[-–])",
    ),
    ("past_quarter", r"(?:trong )?quý (?:vừa )?qua"),
    ("carried_over", rf"(?:kết )?chuyển sang năm (?:sau|tới|(?P<a>{Y}))"),
    ("years_later", rf"(?:chỉ |sau )?{N.format('n')} năm sau(?: đó)?|năm sau đó"),
    ("next_year", r"năm (?:tới|sau)"),
    (
        "year",
        rf"(?:(?:trong|cả|của|vào|từ|đầu|đến|giữa|ngay|ngay từ đầu|kết thúc) ){{0,3}}năm ?(?:(?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý) [^\W\d]+ )?(?P<a>{Y})(?!\d)",
    ),
    ("plan_year", rf"(?:phương hướng|mục tiêu|chỉ tiêu|kế hoạch|nhiệm vụ) (?P<a>{Y})(?=[:,. ])"),
    ("last_time", r"(?:(?<=\()|(?<=[,;] ))cùng kỳ(?= (?:là |đạt |chỉ |có )?(?:hơn |gần |trên |khoảng )?\d)"),
    (
        "same_span",
        r"(?:cũng |trong |cũng trong )?(?:cùng (?:giai đoạn|thời gian|thời kỳ)|(?:giai đoạn|khoảng thời gian|thời gian) (?:trên|đó|ấy))",
    ),
    (
        "same_drive",
        r"(?:(?:trong|sau|qua|suốt|hết) (?:một |1 |suốt )?(?:đợt(?! (?:trao|tặng|phát thưởng|cấp|khen)\b)|tuần(?: lễ)?(?! (?:qua|tới|trước|sau|rồi|vừa))|chiến dịch|(?:đợt )?cao điểm|tháng(?= (?:vận|phát|cao) ))(?: (?:vận động|phát động|cao điểm|ra quân|quyên góp|hưởng ứng))*|đợt(?: (?:vận động|phát động|cao điểm|ra quân|quyên góp|hưởng ứng))*(?= (?:này|trên|đó)))(?: này| trên| đó)?(?! [^\W\d]* ?(?:\d|tới|trước))(?=[,;.]|(?: [^\W\d]+){0,3} (?:vận động|huy động|quyên|trao|tặng|thu|mở|tổ chức|có|đã)\b)",
    ),
    (
        "same_day",
        r"(?:cũng )?(?:cùng thời điểm(?! năm| này năm| trước| đó năm)|thời điểm (?:trên|đó|ấy)(?! năm))(?: đó| ấy| trên)?",
    ),
    ("same_year", r"(?:cũng |trong |cũng trong )?(?:cùng năm(?! học)|năm (?:này|đó|ấy))"),
    ("year_slash", rf"(?<=/)(?P<a>{Y})(?!\d)"),
    ("year_bracketed", rf"(?<=\()(?P<a>{Y})(?=\))"),
    ("end_of_term", r"(?:đến |tới )(?:cuối|hết) nhiệm kỳ(?! \d)"),
    ("next_term", r"nhiệm kỳ (?:mới|tới|này)|giai đoạn tới"),
    (
        "this_term",
        r"(?:trong |cả |suốt )?(?:nhiệm kỳ|nk)(?!\w)(?: (?:qua|vừa qua))?(?! (?:tới|mới|trước|\d|\())|giai đoạn (?:qua|vừa qua|này)",
    ),
    ("this_quarter", r"trong quý(?! [iv1-4])"),
    ("merger", r"sau (?:khi )?(?:sáp nhập|sắp xếp|hợp nhất)"),
    ("before_merger", r"trước (?:khi )?(?:sáp nhập|sắp xếp|hợp nhất)"),
    (
        "now",
        r"(?:tính |cho )?(?:đến|tới) (?:nay|thời điểm này|giờ|lúc này|thời điểm hiện tại)|lúc này(?=,| (?:toàn|cả|đã|đang|có|tỉnh|huyện|xã|trường)\b)|hiện (?:nay|tại|có|còn|đã|đạt|đang|toàn|trong)|hiện(?=[, ](?!vật|trường|tượng|thực|hữu|hành|diện|đại))|(?<=[ \n])nay(?= (?:con số|quỹ|tổng|đã|có|còn|mức|là|tăng|lên|toàn|đạt))|(?<=[.;:] )nay(?=,)|(?<=\n)nay(?=,| (?:đã|có|mức|là))|(?<=, )nay(?= (?!mai|thuộc|gọi|là|được|đổi))|(?<=thì )nay|bây giờ",
    ),
    ("yesterday", r"(?:sáng|chiều|tối|trưa|đêm)(?: hôm)? qua|(?:ngày )?hôm qua"),
    (
        "occasion",
        r"(?:nhân )?dịp (?:này|đó|(?:đại hội|hội nghị|lễ|buổi lễ|ngày hội)(?=,))|cùng dịp(?: này| đó)?|nhân (?:hội nghị|đại hội|buổi lễ)(?=,)|sau (?:đợt|lần|buổi|kỳ|lễ) (?:trao|tặng|phát|cấp|khen)(?: [^\W\d]+){0,3} này|sau khi (?:phát|trao|tặng|cấp|chi)(?: thưởng| quà| học bổng| thưởng xong)?,|(?:riêng )?lần này|tại (?:hội nghị|đại hội|buổi lễ|lễ|buổi|chương trình|buổi tổng kết|ngày hội)|(?:ngay )?trong (?:buổi (?:lễ|gặp mặt|họp mặt|sáng nay)|lễ(?= (?:nhận|trao|có|đã|này)|,))|nhân ngày [^\W\d]+ này|(?:buổi lễ|ngày hội|lễ|hội nghị|đại hội|buổi họp mặt|buổi gặp mặt)(?: [^\W\d]+){0,4} này|cùng ngày|(?:hội nghị|đại hội|buổi lễ|ban tổ chức)(?: cũng| đã)* (?:biểu dương|khen thưởng|trao|tặng|tuyên dương|vinh danh|tôn vinh)|(?:hôm|sáng|chiều|tối|trưa) nay|(?<!kể cả )đợt này|xuân này|trước đó",
    ),
]
_COMPILED = [(name, re.compile(pattern)) for name, pattern in _PATTERNS]
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
_ORDER: dict[str, list[int]] = {}
for _n, (_name, _) in enumerate(_COMPILED):
    _ORDER.setdefault(_name, []).append(_n)


#: A pattern that matches where any of those behind it does (most places hold no time), those, and the words that must follow.
_Tried = tuple[re.Pattern[str], list[tuple[str, re.Pattern[str]]], frozenset[str]]


def _tried(names: str, follow: str = "") -> _Tried:
    """The patterns in their order."""
    candidates = [_COMPILED[n] for n in sorted(n for name in names.split() for n in _ORDER[name])]
    any_of_them = "|".join(re.sub(r"\(\?P<\w+>", "(?:", p.pattern) for _, p in candidates)
    return re.compile(any_of_them), candidates, forms(*filter(None, follow.split(",")))


_BY_START: dict[str, _Tried] = {}
for _words, _names in _BEGINS.items():
    for _word in _words.split():
        _first, _joint, _follow = _word.partition("_")
        _BY_START[next(iter(forms(_first)))] = _tried(_names, _follow)
_AT_NUMBER = _tried(_NUMBERED)
#: How every time begins that begins with a number: most numbers count something.
_MAY_BE_TIME = re.compile(
    rf"{Y}(?:\s*(?:[-–—]|đến|tới)|,? và)|\d\d?(?:\s+(?:năm|quý|tháng|ngày|sáng|chiều|tối|trưa|hôm|đêm)|\s?[/.-]\s?\d\d?(?:\s*[/.-]|,?\s+năm))"
)
_AFTER_SLASH, _BRACKETED = _tried("year_slash"), _tried("year_bracketed")
_DIGITS = frozenset({"number", "date"})
#: Days and months whose year is said without its number: "hôm 15 tháng 6 năm nay", "tháng 9 năm ngoái".
_YEARLESS = frozenset(
    {"quarter", "month", "months", "event_day", "event_days", "full_day", "until_day", "until_month"}
)
_ITS_YEAR = re.compile(r",? (?:của )?năm (?P<which>nay|ngoái|trước|rồi)(?![\w]| đó)")
#: "thực hiện", "thể hiện" do not speak of now.
_NOT_NOW = forms("thực", "thể", "biểu", "phát", "xuất", "tái")
_NOW = forms("hiện")
_EVERY = ("mỗi ", "hằng ", "hàng ", "từng ")
#: "Riêng lễ báo công năm nay": the day of the event.
_OF_EVENT = re.compile(r"(?:lễ|hội nghị|đại hội|ngày hội)(?: [^\W\d]+){0,4} $")
_COMPARED = re.compile(
    r"(?:so(?: với)?|gấp (?:[\w,]+ ){1,3}lần|gấp (?:đôi|rưỡi|ba)|cùng (?:thời )?kỳ|bằng|thời điểm|cao hơn|thấp hơn|nhiều hơn|ít hơn|(?<=[,–-] )hơn)(?: với)?(?: cùng kỳ| thời điểm| cùng thời điểm| đầu| cuối| trước| mức| kết quả| thời kỳ| đầu nhiệm kỳ| của)*\s*$"
)
#: "gấp rưỡi mùa khui heo năm ngoái", "hơn hẳn con số 45 suất của năm trước"
_BEYOND = re.compile(r"(?:gấp|so với|hơn|kém|bằng|vượt)\b[^,.;:]{0,36}$")
#: "tăng 9% so với tháng vận động năm 2017": the year is that of what is compared against; a plan's or a base's is not.
_AGAINST = re.compile(
    r"(?:so với|(?:nhiều|ít|cao|thấp) hơn) (?!kế hoạch|chỉ tiêu|mục tiêu|nghị quyết|tổng số|dân số|số |nhu cầu|yêu cầu|quy định)(?:[^\W\d]+ ){1,6}$"
)
#: "tăng gấp đôi trong năm 2023": when it rose, not what from.
_DURING = ("trong", "vào", "sau", "qua", "từ")
_SPANS_OF_YEARS, _KEPT = (
    frozenset({"n_years", "past_years", "after_years"}),
    ("kỷ niệm ", "kỉ niệm ", "mừng "),
)
#: How what `_COMPARED` finds ends.
_COMPARED_ENDS = (
    "so",
    "với",
    "kỳ",
    "bằng",
    "điểm",
    "hơn",
    "đầu",
    "cuối",
    "trước",
    "mức",
    "quả",
    "của",
    "lần",
    "đôi",
    "rưỡi",
    "ba",
)


@dataclass(frozen=True, slots=True)
class When:
    """A time that the text names."""

    start: int
    end: int
    kind: Kind
    period: Period
    name: str
    year_only: bool = False


def find(text: str, low: str, pieces: Pieces, calendar: Calendar) -> list[When]:
    """The times of a text in order; `low` is the text lowered, `calendar` learns the day and the span of the report first."""
    calendar.learn(text, low)
    found: list[When] = []
    words, said, starts = pieces
    position, last = 0, len(words) - 1
    digits = [i for i, word in enumerate(words) if word.kind in _DIGITS]
    for i in sorted(where(said, _BY_START) + digits):
        at = starts[i]
        if at < position:
            continue
        before = words[i - 1].text if i else ""
        if words[i].kind == "word":
            if said[i] in _NOW and fold(before) in _NOT_NOW:
                continue
            tried = _BY_START[said[i]]
        else:
            if before == "/":
                tried = _AFTER_SLASH
            elif before == "(" and words[min(i + 1, last)].text == ")":
                tried = _BRACKETED
            elif _MAY_BE_TIME.match(low, at):
                tried = _AT_NUMBER
            else:
                continue
        gate, candidates, follow = tried
        if follow and (i == last or said[i + 1] not in follow):
            continue
        when = _named(text, low, at, candidates, calendar) if gate.match(low, at) else None
        if when is not None and when.kind == "event" and before and words[i - 1].kind == "document":
            when = replace(when, kind="report")  # "Công văn số 112/HKH-VP ngày 20/11/2023"
        if when is not None and when.name == "merger" and _glosses(low, found, when):
            continue
        if when is not None:
            found.append(when)
            position = when.end
    return found


def _glosses(low: str, found: list[When], when: When) -> bool:
    """ "từ ngày 1/7 đến nay, sau khi sáp nhập": the merger only says why the time begins then."""
    return bool(found) and low[found[-1].end : when.start].strip() in ("", ",", "(", ", tức")


def _named(
    text: str, low: str, at: int, candidates: list[tuple[str, re.Pattern[str]]], calendar: Calendar
) -> When | None:
    """The time that begins at `at`: the first of the candidates that matches and says a time."""
    for name, pattern in candidates:
        m = pattern.match(low, at)
        if m is None or m.end() == at or (name == "full_day" and m.group("ey") is None):
            continue
        if name in _SPANS_OF_YEARS and low.endswith(_KEPT, 0, at):
            continue  # "kỷ niệm 50 năm thành lập trường": a feast
        named = calendar.named
        read = calendar.read(name, m)
        if read is None:
            if name in ("glossed_day", "lunar", "event_day", "event_days", "until_day"):
                return When(at, m.end(), "report", Period(text=text[at : m.end()]), "lunar")
            continue
        kind, begun, end = read
        of_year = _ITS_YEAR.match(low, m.end()) if name in _YEARLESS else None
        ends = of_year.end() if of_year else m.end()
        if of_year and calendar.year and not m.group()[-4:].isdigit():
            year = calendar.year - (of_year["which"] != "nay")
            begun, end = (day and in_year(day, year) for day in (begun, end))
        name = "year" if name == "plan_year" else name
        lead = low[max(0, at - 40) : at]
        if (
            lead.rstrip().endswith(_COMPARED_ENDS)
            and _COMPARED.search(lead)
            and not low.startswith(_DURING, at)
        ):
            kind, calendar.named = "compared", named
        against = kind == "span" and ("so với " in lead or "hơn " in lead) and _AGAINST.search(lead)
        if against or (name == "previous_year" and _BEYOND.search(lead)):
            kind, calendar.named = "compared", named
        if name == "month" and lead.endswith(_EVERY):
            return None  # "mỗi tháng 1 triệu đồng"
        if name == "this_year" and calendar.today and _OF_EVENT.search(lead):
            kind, begun, end = "event", calendar.today, calendar.today
        return When(at, ends, kind, Period(begun, end, text[at:ends].strip()), name)
    return None
