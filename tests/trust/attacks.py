"""The attacks by name, in the order in which they run: those that change nothing come first."""

from tests.trust.attack_cache import iter_cache_variants
from tests.trust.attack_fields import iter_field_attempts
from tests.trust.attack_forms import iter_form_attempts
from tests.trust.attack_methods import iter_method_attempts
from tests.trust.attack_mutations import iter_mutated_requests
from tests.trust.attack_reads import iter_reads

ATTACKS = {
    "reads": iter_reads,
    "methods": iter_method_attempts,
    "cache": iter_cache_variants,
    "mutations": iter_mutated_requests,
    "forms": iter_form_attempts,
    "fields": iter_field_attempts,
}
"""Functions that take the world and a seed and yield attempts."""
