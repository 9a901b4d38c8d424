"""An aggregate that joins texts, on both databases."""

from django.db.models import Aggregate, CharField


class JoinedText(Aggregate):
    """The values of all rows, separated by commas."""

    function = "group_concat"
    template = "%(function)s(%(expressions)s, ',')"
    output_field = CharField()

    def as_postgresql(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, function="string_agg", **extra)
