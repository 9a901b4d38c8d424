"""What follows a publication or a withdrawal: the one list, in the order in which it happens.

`workflow.perform_action` calls each function with the edition, in the transaction of the step. `render_pdf` only
schedules its work for after the commit."""

from portal.editorial.draft_state import drop_snapshots
from portal.pdf.storage import render_pdf
from portal.records.references import index_references
from portal.search.index import update_search_index

AFTER_PUBLICATION = (index_references, render_pdf, update_search_index, drop_snapshots)
