"""Familiar forms of given names (Pepe for José), so that a person asked for by one is found under the other.

Only forms in wide use; a form that stands for several names (Chelo, Alex) lists them all. Written as
`formal name: familiar forms`, already normalised.
"""

from registry.people.names import phonetic

_FAMILIAR_FORMS = """
adalberto: beto | agustin: tin agus | alberto: beto berto | alejandra: ale jandra
alejandro: ale jandro alex | alexandra: alex xanda | alexandre: alex xande | alfonso: fonso poncho
alfredo: fredo fredi freddy | ana: anita aninha | andres: andy | andrew: andy drew | angel: gelo
antonia: tonia toni | antonio: toni tono tonho toninho antonito | aparecida: cida | armando: mando
arturo: turo | aurelio: yeyo | bartolome: bartolo tolo | beatriz: bea bia betty
benjamin: ben benja | carlos: carlitos charly carlinhos caco | carmen: carmina mamen carmelita
carolina: caro carol | catalina: cata lina | catarina: cata cati | cecilia: ceci chila
charles: charlie chuck | christopher: chris | concepcion: concha conchita chon | consuelo: chelo
cristina: cris tina | daniel: dani dan | david: davi dave | diego: dieguito | dolores: lola lolita
edgar: edgardo | eduardo: edu lalo dudu duda | edward: ed eddie ted
elizabeth: eli liz beth betty lisa | emilio: milo | enrique: quique kike enriquito | ernesto: neto
esperanza: espe | esteban: teban | eugenia: maru genia | federico: fede fico | felipe: pipe lipe
fernanda: fer nanda | fernando: fer nando fernandinho | francisca: paca paquita pancha chica
francisco: paco pancho curro kiko quico chico fran cisco | gabriel: gabi gabo | gabriela: gabi gaby
gerardo: lalo | gonzalo: gonza chalo | graciela: chela | gregorio: goyo | guadalupe: lupe lupita
guillermo: guille memo willy | gustavo: gus tavo guga | hector: tito | henrique: rique kiko
hilario: lalo | humberto: beto | ignacio: nacho ignasi | inmaculada: inma
isabel: isa chabela bela belita | jacinto: chinto | jaime: jimmy | james: jim jimmy jamie
javier: javi | jennifer: jenny jen | jesus: chus chuy suso | joana: joaninha
joao: joaozinho janjao | joaquim: quim quinzinho | joaquin: quin chimo | john: jack johnny
jorge: coque jorgito jorginho | jose: pepe pepito ze zeca zezinho josito chepe cheo
josefa: pepa pepita chepa | josefina: fina pepa chepina | jose maria: chema | juan: juanito juancho
juana: juanita | julio: julito | leandro: lean | leonardo: leo leito | leticia: leti
lorenzo: lencho | lourdes: lurdes lulu | lucia: luci lucha | luis: lucho luisito luisinho
luisa: lucha luisita | luiz: lula luizinho | magdalena: magda lena
manuel: manolo manu lolo manel maneco | manuela: manoli manola manu | marcelo: chelo
marcos: marquitos | margarita: marga rita mague | margaret: maggie meg peggy
maria: mari maruja mariquita mariazinha | maria jose: marijose majo | maria luisa: marisa malu
maria teresa: maite mayte | maria del carmen: maricarmen | mario: mayito | martin: tincho
mateo: teo | matthew: matt | maximiliano: maxi max | mercedes: merche meche | michael: mike mick
miguel: migue micky | miguel angel: migueli | monserrat: montse monse | montserrat: montse
natalia: nati nata | nicolas: nico | patricia: pati patty tricia | patricio: pato
pedro: perico pedrito pedrinho periquin | pilar: pili | rafael: rafa fael | raimundo: mundo
ramon: moncho mon | raul: raulito | ricardo: richi cacho rica | richard: rick dick richie
robert: bob bobby rob | roberto: beto rober tito | rodolfo: rodo fito | rodrigo: rodri digo
rosa: rosita rosinha | rosario: charo chayo | salvador: salva chava | samuel: sam samu
santiago: santi chago yago | sebastian: seba sebas | sergio: checo | silvia: chivi | sofia: sofi
soledad: sole chole | susana: susi susy | teresa: tere teresita | thomas: tom tommy | tomas: tomi
valentina: vale | vanessa: nessa | veronica: vero | vicente: chente vicen | victor: vito vitin
vicenta: chenta | william: bill billy will | yolanda: yoli
"""


def _by_familiar_form() -> dict[str, tuple[str, ...]]:
    formal_names: dict[str, list[str]] = {}
    for entry in _FAMILIAR_FORMS.replace("|", "\n").strip().splitlines():
        formal, _, familiar = entry.partition(":")
        for form in familiar.split():
            formal_names.setdefault(form, []).append(formal.split()[0])
    return {form: tuple(dict.fromkeys(names)) for form, names in formal_names.items()}


_FORMAL_NAMES = _by_familiar_form()


def formal_names(given_name: str) -> tuple[str, ...]:
    """The names that one normalised given name may be short for; itself when it is short for none.

    Several are returned for a form such as "chelo". A double name (Chema) counts for its first word.
    """
    return _FORMAL_NAMES.get(given_name, (given_name,))


def is_familiar_form_of(familiar: str, formal: str) -> bool:
    """Whether one given name is a familiar form of the other, heard rather than spelt."""
    return any(phonetic(name) == phonetic(formal) for name in _FORMAL_NAMES.get(familiar, ()))
