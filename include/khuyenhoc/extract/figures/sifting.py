"""What makes a quantity no figure: others' gifts, one person's story, a way of speaking, a comparison of places."""

from __future__ import annotations

from itertools import pairwise

from khuyenhoc.extract.figures.listening import Talk
from khuyenhoc.extract.figures.quantities import Quantity
from khuyenhoc.extract.figures.sentences import Sentence
from khuyenhoc.extract.figures.surrounding import Around
from khuyenhoc.extract.figures.words import Word, fold, forms

#: What a stranger to the associations may give, too.
_GIVEN = frozenset(
    [
        "scholarships",
        "scholarship_recipients",
        "scholarship_amount",
        "gifts",
        "gift_amount",
        "awards",
        "award_amount",
        "schools_supported",
    ]
)
_OURS = tuple(forms("khuyến học", "khuyến tài"))
_BOTH, _PARTNERS = forms("hai"), forms("đơn vị", "bên")
_OURSELVES = forms("huyện hội", "tỉnh hội", "thành hội")
_PERSONS = forms("em", "chị", "anh", "ông", "bà", "cô", "chú", "cụ", "bác", "thầy")
_KIN = forms("nhà", "gia đình", "mẹ", "cha", "bố", "ba", "má", "vợ chồng")
_REPORTED = forms("kể", "nói", "cho biết", "cho hay", "biết", "hay")
_OF_ASSOCIATIONS = tuple(forms("quỹ", "khuyến", "học bổng", "hội"))
_OF_PLACES = frozenset({"associations", "learning_communities", "studious_communities", "learning_units"})
_NAMEABLE, _MOST, _MOST_IS, _IS = 10, forms("nhất"), forms("nhất là"), forms("là", "gồm")
#: What goes with each grant: "mỗi suất 500.000 đồng và 10 quyển vở".
_AND, _STATIONERY = (
    forms("và", "cùng", "kèm", "kèm theo"),
    forms("vở", "quyển vở", "cuốn vở", "tập vở", "bút", "cây bút", "cuốn tập", "quyển tập"),
)
_DOZENS = 50
_HOLDS = forms("gồm", "bao gồm")
_WORKING, _CLUSTER = (
    frozenset({"associations", "chapters", "committees", "learning_centres"}),
    forms("cụm", "cụm thi đua"),
)
_WEAK, _MENDS = forms("yếu", "kém", "yếu kém"), forms("củng cố", "kiện toàn")
_BOOKS = forms("sách", "cuốn sách", "quyển sách", "bản sách", "đầu sách", "tập sách", "cuốn")
_LIBRARY, _GETS = (
    " ".join(map(fold, ("thư", "viện"))),
    forms("được", "nhận", "bổ sung", "thêm", "nhận được", "tiếp nhận", "mua"),
)
_BASED, _RECIPIENTS = forms("căn"), [fold("nơi"), fold("nhận")]
_SPEAKER = 7  # words of who speaks: "Ông Vàng A Sử: Mười tháng đầu năm, …"
_AVERAGE = forms("bình quân", "mức bình quân", "trung bình", "mặt bằng", "mức trung bình", "mặt")
_WIDER = forms(
    "xã", "huyện", "tỉnh", "thành phố", "cả nước", "toàn quốc", "nước", "vùng", "khu vực", "quận", "thị xã"
)
_AMONG, _EVERY, _FEW = forms("trong"), forms("cứ"), 4


def _names_best(right: list[Word]) -> bool:
    """ "Ba phường triển khai sớm nhất là Giang Biên, …": how many are named, not how many there are."""
    for before, w, after in zip(right[:10], right[1:11], right[2:12], strict=False):
        most = w.form in _MOST_IS or (before.form in _MOST and w.form in _IS)
        if most and after.text[:1].isupper():
            return True
    return False


class Sieve:
    """Asks of the quantities of one article what speaks against them; `talk` is what is spoken of."""

    def __init__(self, words: list[Word], talk: Talk) -> None:
        self.words, self.talk = words, talk

    def _is_ratio(self, sentence: Sentence, q: Quantity) -> bool:
        """ "Cứ 3 hộ thì 2 hộ …", but not "Căn cứ Nghị quyết …"."""
        for i in range(q.first - 1, sentence.first - 1, -1):
            word = self.words[i]
            if word.text == ";":
                break
            if word.form in _EVERY and not (i and self.words[i - 1].form in _BASED):
                return True
        return False

    def refused(self, metric: str, a: Around, sentence: Sentence) -> str:
        """Why a quantity is no figure of the associations, though it has a metric; "" where nothing speaks against it."""
        if a.right[:1] and a.right[0].form in _AMONG and a.q.value < _FEW and a.q.unit == "count":
            return "one of several"
        if metric in _OF_PLACES and a.q.value < _NAMEABLE and _names_best(a.right):
            return "those that are named"
        weak = metric in _WORKING and any(w.form in _WEAK for w in a.right[1:4])
        if weak and " ".join([w.form for w in a.left[-2:]]) in _MENDS:
            return "a task"  # "củng cố 3 chi hội yếu"
        if metric == "associations" and any(w.form in _CLUSTER for w in a.left):
            return "who are together"  # "cụm thi đua số 3 gồm 6 hội khuyến học tỉnh, thành"
        if self._is_addressed(sentence):
            return "whom a document is sent to"
        if metric == "gifts" and self._is_of_library(sentence, a):
            return "what a library has"
        if metric == "gifts" and self._is_content(sentence, a.q):
            return "what one gift holds"
        if self._is_ratio(sentence, a.q):
            return "a way of speaking"
        if metric in _GIVEN and self._given_by_others(sentence, a):
            return "given by others"
        if (
            metric
            and (a.q.unit in ("vnd", "usd") or metric in ("piggy_banks", "gifts"))
            and self._story(sentence, a.q)
        ):
            return "a person's story"
        if a.q.unit == "percent" and self._beside_another_place(a):
            return "compared with another place"
        return ""

    def in_words(self, a: Around) -> bool:
        """ "5.420.600.000 đồng (Năm tỷ bốn trăm hai mươi triệu sáu trăm nghìn đồng)": the sum again."""
        words, i = self.words, a.q.first
        if not a.bracketed or words[i].kind == "number":
            return False
        while i > 0 and words[i].text != "(" and words[i].kind not in ("number", "line"):
            i -= 1
        return i > 0 and words[i].text == "(" and words[i - 1].tag == "money"

    def _is_addressed(self, sentence: Sentence) -> bool:
        """ "Nơi nhận: …; 10 hội cấp huyện (để thực hiện)"."""
        first = [w.form for w in self.words[sentence.first : sentence.first + 2]]
        return first == _RECIPIENTS

    def _is_content(self, sentence: Sentence, q: Quantity) -> bool:
        """ "mỗi suất trị giá 350.000 đồng gồm cặp sách, 10 quyển vở": things of which every gift is made up."""
        of_each = False
        for w in self.words[sentence.first : q.first]:
            if w.tag == "per":
                of_each = True
            elif w.text == ";":
                of_each = False
            elif of_each and w.form in _HOLDS:
                return True
        before, noun = self.words[q.first - 1], self.words[min(q.last, sentence.last - 1)]
        return (
            of_each
            and before.form in _AND
            and (q.value < _FEW or (q.value < _DOZENS and noun.form in _STATIONERY))
        )

    def _is_of_library(self, sentence: Sentence, a: Around) -> bool:
        """ "Xe thư viện lưu động mang theo 4.200 bản sách": books that nobody gives or gets."""
        if a.head is None or a.head.form not in _BOOKS or "gift" in self.talk.named:
            return False
        said = [w.form for w in self.words[sentence.first : a.q.first]]
        return _GETS.isdisjoint(said) and _LIBRARY in " ".join(said)

    def _beside_another_place(self, a: Around) -> bool:
        """ "thấp hơn xã Tam Hợp 5,1%", "cao hơn bình quân chung của huyện 3%": between places, not from an earlier time."""
        level = any(w.form in _IS or w.text == "(" for w in a.left[-2:])  # "… của tỉnh là 68%" is one itself
        for j, word in enumerate(a.left if not level else ()):
            ahead = [w.form for w in a.left[j + 1 : j + 9]]
            if word.tag in ("up", "down") and not _AVERAGE.isdisjoint(ahead) and not _WIDER.isdisjoint(ahead):
                return True
        for word, after in pairwise(a.left):
            named = (
                after.text[:1].isupper()
                or after.value == "units of the place"
                or after.value.startswith("commune")
            )
            if word.tag in ("up", "down") and named:
                return True
        return False

    def _given_by_others(self, sentence: Sentence, a: Around) -> bool:
        """Given by the Red Cross or another fund, no khuyến học association having a part in it."""
        words = self.words[sentence.first : sentence.last]
        named = [*self.words[sentence.first : a.q.first], *a.right]  # "24 em nhận học bổng Vừ A Dính"
        if not any(w.tag == "stranger" for w in named):
            return False
        if any(w.form in _BOTH and v.form in _PARTNERS for w, v in pairwise(words)):
            return False  # "sau 3 năm phối hợp, hai đơn vị đã trao …"
        return not any(
            w.form.find(_OURS[0]) >= 0
            or w.form.find(_OURS[1]) >= 0
            or w.form in _OURSELVES
            or (w.tag == "fixed" and w.value == "associations")
            for w in self.words[sentence.first : sentence.last]
        )

    def _story(self, sentence: Sentence, q: Quantity) -> bool:
        """Does the sentence tell of one person, and of nothing that an association does?"""
        if self.talk.of_list == "fund_raised":
            return False  # a donor in a list
        first, last = self._clause(sentence, q)
        if first > sentence.first:
            return False
        words = self.words[first:last]
        own = (
            words[0].form in _KIN
            and len(words) > 2
            and words[1].form in _PERSONS
            and not words[2].text[:1].isupper()
        )
        if not own and (words[0].form not in _PERSONS or len(words) < 2 or not words[1].text[:1].isupper()):
            return False
        told = any(
            w.form in _REPORTED or (w.text == ":" and j < _SPEAKER)
            for j, w in enumerate(words[: q.first - first])
        )
        return not told and not any(said in w.form for w in words for said in _OF_ASSOCIATIONS)

    def _clause(self, sentence: Sentence, q: Quantity) -> tuple[int, int]:
        """The first word and the one behind the last between the semicolons around a quantity."""
        first, last = q.first, q.last
        while first > sentence.first and self.words[first - 1].text != ";":
            first -= 1
        while last < sentence.last and self.words[last].text != ";":
            last += 1
        return first, last
