"""Models of memos to officials, of questions and answers, and of what officials did about recommendations."""

from guidance.models.acknowledgement import AcknowledgedPoint, Acknowledgement
from guidance.models.inquiry import AnswerReading, Inquiry, InquiryAnswer, InquiryPlacement
from guidance.models.memo import (
    Addressee,
    Guidance,
    GuidanceManager,
    MemoEdition,
    QuestionsEdition,
    Recommendation,
    Signer,
    is_addressed_to,
)
from guidance.models.reminder import Deadline, Reminder
from guidance.models.response import Response

__all__ = [
    "AcknowledgedPoint",
    "Acknowledgement",
    "Addressee",
    "AnswerReading",
    "Deadline",
    "Guidance",
    "GuidanceManager",
    "Inquiry",
    "InquiryAnswer",
    "InquiryPlacement",
    "MemoEdition",
    "QuestionsEdition",
    "Recommendation",
    "Reminder",
    "Response",
    "Signer",
    "is_addressed_to",
]
