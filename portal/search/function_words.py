"""Words of everyday questions that say nothing about their subject, in English and Spanish. A query that is a question
is searched without them."""

# These words are left out of every query, as long as another word remains: see `tokenizer.STOP_WORDS`.
ENGLISH = frozenset(
    "also already another anybody anyone anything ask available away back come coming could currently day days does"
    " everybody everyone find get gets getting go goes going gonna got happen happens hello help hi know let like look"
    " looking many may maybe might much must need needed needs nobody okay ok place please possible right say says see"
    " shall somebody someone something still supposed take takes taken taking tell thank thanks thing things today"
    " tomorrow tonight try trying us want wants way whether would yes yet".split()
)
SPANISH = frozenset(
    "a al algo alguien algun alguna ahora antes aqui ayuda cada como con cual cuales cuando cuanto cuantos cuesta de"
    " debo deben debe del desde despues donde e el ella ellos en entre era es esa ese eso esta estan estas este esto"
    " estos estoy favor fue gracias ha hace hacer haber hasta hay hola hoy ir la las le les lo los manana mas me mi mis"
    " muy necesita necesitan necesito ni no nos o obtener otra otro para pedir pero por porque poder podemos puede"
    " pueden puedo que quien quienes quiero saber sacar se ser si sin sobre soy su sus tambien tengo tiene tienen todo"
    " todos tu tus u un una unas uno unos usted y ya yo".split()
)
SPANISH_MARKS = frozenset("como cual cuales cuando cuanto cuantos donde puedo que quien quiero necesito".split())
"""Words that make a query a question in Spanish."""
