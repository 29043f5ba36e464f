"""What people are counted as: members, pupils with a scholarship, those honoured, trained, listening, learning."""

from __future__ import annotations

from khuyenhoc.extract.figures.listening import PEOPLE, Talk
from khuyenhoc.extract.figures.modelling import RAISED, of_citizens
from khuyenhoc.extract.figures.surrounding import MEMBERS, TAKES, Around, names_place, passive_of
from khuyenhoc.extract.figures.words import Word, forms

SMALL = 10  # a count of piggy banks below this is a child's own
STORY = 10  # so few people are of a person's story
#: What links a noun to its number.
LINKS = forms("là", "có", "gồm", "với", "chỉ", "nhất", "còn", "mốc")
_REARS = forms("nuôi")
_POPULACE, _LIVES = forms("dân"), forms("có", "chỉ có", "gồm")
_BELONGS, _JOINING = forms("thành viên"), frozenset({"new", "member_of"})
_LEARNERS = forms("người học", "lượt người học", "học viên", "lượt học viên")
_TURNS, _LEARN = forms("lượt người", "lượt", "người", "học viên"), forms("học", "học tập", "theo học")
_ATTAINS = forms("thực hiện", "kết quả", ", đạt")
_SENDS = forms("cử", "bầu", "mời", "bầu ra")
_STANDS = forms("đã", "nay", "hiện", "mới")
_STEP = forms("bước lên")
_GIVES = forms("đóng góp", "ủng hộ", "tài trợ")
_MUCH = forms("nhiều", "những", "sự", "có")
_BY = forms("do", "của", "được", "cùng", "với")
_BY_OTHERS = forms("do", "được", "cho", "từ")
_FOR, _DRAWS = forms("cho"), forms("thu hút được")
_DONE_TO = frozenset({"scholarship_recipients", "awards", "honours", "trainees"})


def people(head: Word, a: Around, talk: Talk) -> tuple[str, str]:
    """Metric and rule of people counted; the metric is "" where they are no figure, and the rule then says why."""
    passive = passive_of(a)
    return (
        _piggy_banks(head, a, talk)
        or _sent(a)
        or _populace(head, a)
        or _reared(a)
        or _donors(a, passive)
        or _joined(head, a, passive)
        or _judged(a, passive)
        or _in_chapters(head, a)
        or _of_party(a, talk)
        or _more_members(a, talk)
        or _attained_members(a, talk)
        or _at_centres(head, a)
        or _party_beside(a, talk)
        or _members_before(a)
        or _members_listed(a, talk, passive)
        or _belonging(head, a, talk, passive)
        or _signed_up(a, talk, passive)
        or _spoken_of(head, a, talk, passive)
    )


def _piggy_banks(head: Word, a: Around, talk: Talk) -> tuple[str, str] | None:
    """ "con" is what piggy banks are counted in, where they are spoken of."""
    if head.form != "con" or not (talk.piggy or "piggy" in (talk.group, talk.main)):
        return None
    talk.group = "piggy"
    return ("piggy_banks", "count.noun") if a.q.value >= SMALL else ("", "one child's piggy bank")


def _sent(a: Around) -> tuple[str, str] | None:
    """ "cử 3 cán bộ", "bầu 15 đồng chí"."""
    sent = a.before is not None and a.before.form in _SENDS
    return ("", "people sent or elected") if sent else None


def _populace(head: Word, a: Around) -> tuple[str, str] | None:
    """ "cả đảo có hơn 2.200 dân"."""
    there = next((w.form for w in reversed(a.left) if w.tag != "bound"), "")
    return ("", "background population") if head.form in _POPULACE and there in _LIVES else None


def _reared(a: Around) -> tuple[str, str] | None:
    """ "đi làm nuôi hai em nhỏ"."""
    reared = a.before is not None and a.before.form in _REARS and a.q.value < STORY
    return ("", "a person's story") if reared else None


def _donors(a: Around, passive: str) -> tuple[str, str] | None:
    """Those who give: "18 cá nhân đóng góp …", "… của 30 cựu học sinh ủng hộ"."""
    if passive:
        return None
    gives = next((j for j, w in enumerate(a.clause[:8]) if _is_giving(a.clause, j)), -1)
    themselves = gives >= 0 and not any(w.form in _BY_OTHERS for w in a.clause[:gives])
    if themselves or (a.left and a.left[-1].form in _BY and any(w.form in _GIVES for w in a.far[:14])):
        return "", "donors"
    return None


def _is_giving(words: list[Word], j: int) -> bool:
    """Is word `j` a donor's verb, and not what somebody is rewarded for: "18 cá nhân có nhiều đóng góp"?"""
    if words[j].tag == "donor_verb":
        return True
    return words[j].form in _GIVES and not (j and words[j - 1].form in _MUCH)


def _joined(head: Word, a: Around, passive: str) -> tuple[str, str] | None:
    """ "1.240 người tham gia hội": those of whom it is said at once that they joined."""
    joined = not passive and any(w.tag == "member_of" for w in a.clause[:5])
    return ("members", "people.joined") if joined and head.value != "comrade" else None


def _judged(a: Around, passive: str) -> tuple[str, str] | None:
    """Those who judged themselves, of whom nobody says that they were recognised."""
    said = {w.tag for w in a.right}
    judged = not passive and "judged" in said and "recognised" not in said
    return ("", "judged by themselves") if judged else None


def _in_chapters(head: Word, a: Around) -> tuple[str, str] | None:
    """ "Hội có 34.120 thành viên, sinh hoạt ở 412 chi hội"."""
    told = head.form in _BELONGS and any(w.value == "chapters" for w in a.far[:8])
    return ("members", "people.members") if told else None


def _of_party(a: Around, talk: Talk) -> tuple[str, str] | None:
    """ "Số đảng viên sinh hoạt trong hội: 3.410 đồng chí"."""
    linked = a.before is not None and (a.before.form in LINKS or a.before.text == ":")
    told = talk.topic == "party_members" and linked and not a.left_tags.isdisjoint(("member_of", "party"))
    return ("party_members", "people.members") if told else None


def _more_members(a: Around, talk: Talk) -> tuple[str, str] | None:
    """ "thêm 1.106 người so với cuối năm 2022", "vượt kế hoạch 120 người"."""
    compared = "more" in a.left_tags and "compare" in a.clause_tags
    more = talk.topic == "members" and (compared or "over_target" in a.left_tags)
    return ("members", "people.members") if more else None


def _attained_members(a: Around, talk: Talk) -> tuple[str, str] | None:
    """ "Hội viên: chỉ tiêu 500 người, thực hiện 612 người"."""
    said = " ".join([w.form for w in a.left[-2:]])
    attained = talk.topic == "members" and "members" in talk.claimed and said in _ATTAINS
    return ("members", "people.members") if attained else None


def _at_centres(head: Word, a: Around) -> tuple[str, str] | None:
    """ "gần 20 triệu lượt người đến học ở các trung tâm học tập cộng đồng"."""
    learn = head.form in _LEARNERS or (head.form in _TURNS and any(w.form in _LEARN for w in a.right[1:4]))
    told = learn and any(w.value == "learning_centres" for w in a.right[2:8])
    return ("centre_attendances", "people.centre") if told else None


def _beside(a: Around) -> Word | None:
    """The word right before a number and its bound."""
    return next((w for w in reversed(a.left) if w.tag != "bound"), None)


def _party_beside(a: Around, talk: Talk) -> tuple[str, str] | None:
    """ "21.340 người, trong đó đảng viên 5.120 người"."""
    beside = _beside(a)
    told = beside is not None and beside.tag == "party" and "members" in talk.claimed
    return ("party_members", "people.members") if told else None


def _members_before(a: Around) -> tuple[str, str] | None:
    """Members named before the number and linked to it: "hội viên là đảng viên có 8.264 người"."""
    members = next((w.value for w in reversed(a.left) if w.tag == "fixed" and w.value in MEMBERS), "")
    if not members:
        return None
    beside = _beside(a)
    if (
        (
            beside is not None and (beside.value == members or beside.form in _STANDS)
        )  # "hội viên 38.650 người"
        or any(w.tag in RAISED or w.form in LINKS or w.text == ":" for w in a.left)
        or names_place(a.left)
    ):
        return members, "people.members"
    return None


def _members_listed(a: Around, talk: Talk, passive: str) -> tuple[str, str] | None:
    """A place of a list of what members there are, and its number."""
    if talk.topic != "members" or "members" not in talk.claimed or passive:
        return None
    named = any(w.text[:1].isupper() for w in a.left) or (a.before is not None and a.before.text == ":")
    return ("members", "list.members") if named else None


def _belonging(head: Word, a: Around, talk: Talk, passive: str) -> tuple[str, str] | None:
    """ "kết nạp 120 thành viên"; "86 chi hội khuyến học với 4.120 thành viên"."""
    if head.form not in _BELONGS or passive:
        return None
    of_chapters = a.before is not None and a.before.form in _BY and "chapters" in talk.claimed
    return ("members", "people.members") if a.left_tags & _JOINING or of_chapters else None


def _signed_up(a: Around, talk: Talk, passive: str) -> tuple[str, str] | None:
    """ "7.040 người đăng ký, 6.218 người được công nhận"."""
    if passive or [w.tag for w in a.clause[:2]] != ["person", "registered"]:
        return None
    citizens = talk.main == "citizen" or "learning_citizens" in talk.told or of_citizens(a.far)
    return ("learning_citizens", "people.registered") if citizens else None


def _spoken_of(head: Word, a: Around, talk: Talk, passive: str) -> tuple[str, str]:
    """What is done to them or spoken of, in the sentence or else in the article."""
    group = passive or _group(head, a, talk)
    metric = PEOPLE.get(group, "")
    if not metric and head.value != "comrade":
        metric = _of_article(a, talk)
    if metric == "members" and group == "members" and not _are_members(a, talk):
        return "", "people"
    if metric in ("centre_attendances", "session_participants") and a.q.value < STORY:
        return "", "people"
    if metric in _DONE_TO:
        talk.people = metric
    return metric, f"people.{group or 'topic'}" if metric else "people"


def _group(head: Word, a: Around, talk: Talk) -> str:
    """The group spoken of that people belong to."""
    of_class = "centre_classes" in talk.told and "training" not in talk.named
    if of_class and any(w.value == "class" for w in a.left):
        return "centre"  # "Riêng các lớp nghề có 412 học viên"
    if head.value == "comrade" or (head.value == "helper" and talk.group == "citizen"):
        return ""
    before = a.before.form if a.before is not None else ""
    if talk.group == "citizen" and "study_sessions" in talk.counted and before in _FOR:
        return "session"  # "tuyên truyền về công dân học tập cho 9.540 lượt người"
    if talk.group == "fund_raised" and "centre" in talk.named and before in _DRAWS:
        return "centre"  # "các trung tâm thu hút được 9.540 lượt người học"
    return talk.group


def _of_article(a: Around, talk: Talk) -> str:
    """The metric of people whose group is not told: that of those before, or what the article is about."""
    if talk.people and talk.group not in ("gift", "donors", "fund_raised"):
        return talk.people
    if talk.main == "citizen" and a.clause_tags & {"recognised", "registered"}:
        return "learning_citizens"
    if talk.topic == "members" and a.left_tags & RAISED:
        return "members"
    if talk.granted in ("scholarship", "award") and not talk.group and any(w.form in _STEP for w in a.far):
        return PEOPLE[talk.granted]  # "Ba mươi em, đều là người La Hủ, lần lượt bước lên"
    if talk.main == "scholarship" and any(w.tag == "new" or w.form in TAKES for w in a.clause):
        return "scholarship_recipients"
    return ""


def _are_members(a: Around, talk: Talk) -> bool:
    """Are people members, where members are spoken of: "2.185 hội viên, trong đó 1.240 người là …"?"""
    part = "lead_in" in a.left_tags and "members" in talk.claimed
    return part or any(w.tag in (*RAISED, "new", "share") or w.form in LINKS for w in a.left)
