"""The functions that run after a publication or a withdrawal, in their order.

`workflow.perform_action` calls each with the edition, in the transaction of the step. `render_pdf` only schedules its
work for the time after the commit."""

from portal.editorial.draft_state import drop_snapshots
from portal.pdf.storage import render_pdf
from portal.records.references import index_references
from portal.search.index import update_search_index

AFTER_PUBLICATION = (index_references, render_pdf, update_search_index, drop_snapshots)
