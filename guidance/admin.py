"""The desk's screens for memos and for questions and answers."""

from django.contrib import admin

from guidance.models import Addressee, Guidance, MemoEdition, QuestionsEdition, Recommendation, Signer
from portal.desk.editions import EditionAdmin
from portal.desk.inlines import PartInline, PointInline
from portal.desk.records import RecordAdmin
from portal.records.kinds import Kind
from portal.records.models import Point


class RecommendationInline(PointInline):
    model = Recommendation
    fields = (("number", "key", "audience"), "heading", "text", ("effective_from", "effective_until"))


class QuestionInline(PointInline):
    model = Point
    verbose_name = "question"
    fields = (("number", "key"), "heading", "text")


class SignerInline(PartInline):
    model = Signer
    fields = ("position", "name", "office")


class AddresseeInline(PartInline):
    model = Addressee
    fields = ("position", "audience")


@admin.register(MemoEdition)
class MemoEditionAdmin(EditionAdmin):
    text_inlines = (SignerInline, AddresseeInline, RecommendationInline)


@admin.register(QuestionsEdition)
class QuestionsEditionAdmin(EditionAdmin):
    text_inlines = (QuestionInline,)


@admin.register(Guidance)
class GuidanceAdmin(RecordAdmin):
    edition_admins = {Kind.MEMO: "memoedition", Kind.QUESTIONS: "questionsedition"}
