"""Common given names and surnames by language, in roughly falling order of use, for synthetic people.

Written from general knowledge; only the shape matters (few names are held by many). The order is what a
Zipf-like draw needs; no figure here is a published frequency.
"""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN_NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "es": {
        "female": _words(
            """María Ana Carmen Laura Lucía Cristina Marta Elena Isabel Rosa Andrea Patricia Paula Sara
            Gabriela Daniela Claudia Alejandra Sofía Valentina Fernanda Guadalupe Verónica Silvia Mónica
            Beatriz Raquel Teresa Pilar Mercedes Rocío Carolina Natalia Lorena Camila Mariana Adriana
            Diana Gloria Yolanda Sandra Susana Alicia Irene Julia Inés Nuria Eva Victoria Margarita Luz
            Esperanza Consuelo Dolores Concepción Josefa Francisca Antonia Juana Manuela Catalina Ximena
            Jimena Valeria Luciana Milagros Soledad Rosario Graciela Norma Estela Blanca Leticia Yesenia
            Maribel Fátima Noelia Miriam Belén Lidia Ángela Ainhoa Olga Magdalena Encarnación Inmaculada
            Remedios Amparo Estefanía Jazmín Renata Abril Martina"""
        ),
        "male": _words(
            """José Juan Carlos Luis Antonio Manuel Francisco Javier Miguel David Jorge Daniel Pedro
            Alejandro Fernando Pablo Sergio Rafael Ángel Diego Ricardo Eduardo Andrés Roberto Jesús
            Alberto Álvaro Mario Raúl Adrián Iván Rubén Enrique Óscar Ramón Vicente Víctor Joaquín
            Santiago Ignacio Guillermo Martín Gabriel Héctor Hugo Gonzalo César Julio Emilio Felipe
            Nicolás Sebastián Mateo Tomás Matías Rodrigo Gustavo Salvador Agustín Alfonso Alfredo Arturo
            Marcos Domingo Gregorio Félix Esteban Lorenzo Bernardo Ernesto Cristian Bruno Samuel Hernán
            Mauricio Wilson Nelson Edwin Walter Jhon Brayan Kevin Leonardo Ulises Facundo Ezequiel
            Leandro Maximiliano Armando Rigoberto Humberto Eusebio Nahuel Lautaro Benjamín"""
        ),
    },
    "pt": {
        "female": _words(
            """Maria Ana Francisca Antónia Adriana Juliana Márcia Fernanda Patrícia Aline Sandra Camila
            Amanda Bruna Jéssica Letícia Júlia Luciana Vanessa Mariana Gabriela Vera Vitória Larissa
            Cláudia Beatriz Luana Rita Sónia Renata Eliane Josefa Simone Natália Cristiane Carla Débora
            Rosângela Jaqueline Rosa Daniela Aparecida Marlene Terezinha Raimunda Andreia Fabiana Lúcia
            Raquel Joana Inês Matilde Leonor Margarida Graça Conceição"""
        ),
        "male": _words(
            """José João António Francisco Carlos Paulo Pedro Lucas Luiz Marcos Luís Gabriel Rafael Daniel
            Marcelo Bruno Eduardo Felipe Raimundo Rodrigo Manuel Mateus André Fernando Fábio Leonardo
            Gustavo Guilherme Leandro Tiago Anderson Ricardo Márcio Jorge Sebastião Alexandre Roberto
            Edson Diego Vítor Sérgio Cláudio Matheus Thiago Geraldo Adriano Luciano Júlio Renato Alex
            Vinícius Rogério Samuel Ronaldo Mário Flávio Joaquim Rui Nuno Gonçalo Henrique"""
        ),
    },
    "en": {
        "female": _words(
            """Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Sandra
            Ashley Emily Kimberly Margaret Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca
            Laura Sharon Cynthia Shirley Kathleen Amy Angela Brenda Emma Olivia"""
        ),
        "male": _words(
            """James Robert John Michael David William Richard Joseph Thomas Charles Christopher Daniel
            Matthew Anthony Mark Donald Steven Andrew Paul Joshua Kenneth Kevin Brian George Timothy
            Ronald Jason Edward Jeffrey Ryan Jacob Gary Stephen Larry Justin"""
        ),
    },
    "fr": {
        "female": _words(
            """Marie Nathalie Isabelle Sylvie Catherine Françoise Martine Christine Monique Valérie
            Sandrine Véronique Nicole Stéphanie Sophie Céline Chantal Julie Brigitte Aurélie Camille
            Hélène Émilie Léa Manon Chloé Élodie Noémie"""
        ),
        "male": _words(
            """Jean Pierre Michel Philippe Alain Nicolas Christophe Patrick Frédéric Laurent Stéphane
            Pascal David Julien Olivier Éric Sébastien Thomas Alexandre François Guillaume Maxime
            Antoine Mathieu Romain Théo Benoît Rémi"""
        ),
    },
}

SURNAMES: dict[str, tuple[str, ...]] = {
    "es": _words(
        """García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Hernández
        Ruiz Díaz Moreno Muñoz Álvarez Romero Gutiérrez Alonso Navarro Torres Domínguez Ramos Vázquez
        Ramírez Gil Serrano Morales Molina Blanco Suárez Castro Ortega Delgado Ortiz Marín Rubio Núñez
        Medina Sanz Castillo Iglesias Cortés Garrido Santos Guerrero Lozano Cano Cruz Méndez Flores
        Prieto Herrera Peña León Márquez Cabrera Gallego Calvo Vidal Campos Reyes Vega Fuentes Carrasco
        Díez Caballero Nieto Aguilar Pascual Santana Herrero Montero Lorenzo Hidalgo Giménez Ibáñez
        Ferrer Durán Santiago Vargas Mora Vicente Benítez Arias Carmona Crespo Román Soto Pastor Velasco
        Rojas Moya Sáez Soler Parra Gallardo Esteban Bravo Rivera Franco Rivas Merino Lara Silva
        Espinosa Camacho Izquierdo Vera Arroyo Casado Redondo Rey Sierra Luque Otero Segura Rincón
        Montes Quintana Heredia Galán Ríos Carrillo Mendoza Salazar Guzmán Chávez Juárez Estrada
        Contreras Luna Ochoa Acosta Figueroa Valdez Orozco Maldonado Cárdenas Avila Mejía Padilla
        Cervantes Salinas Zamora Quispe Mamani Huamán Condori Flórez Cáceres Paredes Villanueva
        Bustamante Peralta Ledesma Sosa Aguirre Ponce Villalba Benavides Zapata Restrepo Londoño Ospina
        Giraldo Arango Cardona Hoyos Jaramillo Montoya Bedoya Escobar Zambrano Cedeño Intriago Moreira
        Alcívar Chicaiza Toapanta Sepúlveda Tapia Araya Valenzuela Fuenzalida Carvajal Bolaños Quiñones
        Echeverría Ibarra Etcheverry Goicoechea Zubizarreta Iturralde Urrutia Azcárate Batista Bermúdez
        Barrios Barrera Ballesteros Becerra Beltrán Bonilla Burgos Cabello Cabezas Calderón Camargo
        Cordero Correa Cuevas Escudero Espinoza Galindo Gálvez Granados Guillén Haro Huerta Jurado Lago
        Leiva Linares Llorente Macías Manzano Marcos Mata Miranda Moran Murillo Naranjo Olivares Osorio
        Pacheco Palacios Pineda Pizarro Plaza Polo Pulido Quintero Robles Roldán Rosales Salas Salgado
        Saavedra Toledo Trujillo Valencia Valverde Varela Villar Zavala Zúñiga Yáñez Llamas Tejada
        Tejedor Ugarte"""
    ),
    "pt": _words(
        """Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Sousa Fernandes Gonçalves Gomes
        Lopes Marques Alves Almeida Ribeiro Pinto Carvalho Teixeira Moreira Correia Mendes Nunes Soares
        Vieira Monteiro Cardoso Rocha Neves Coelho Cruz Cunha Pires Ramos Reis Simões Antunes Matos
        Fonseca Machado Araújo Barbosa Tavares Lourenço Castro Figueiredo Azevedo Lima Souza Freitas
        Andrade Batista Campos Miranda Barros Nascimento Borges Melo Moraes Moura Cavalcante Dias Farias
        Medeiros Bezerra Peixoto Macedo Brito Leite Duarte Nogueira Pacheco Xavier Queiroz Guimarães
        Magalhães Barreto Aguiar Bastos Esteves Faria Henriques Leal Leitão Loureiro Maia Morais Mota
        Paiva Pinheiro Salgueiro Sampaio Saraiva Sequeira Torres Valente Vaz Vicente Assunção Conceição
        Domingues Amaral Abreu Braga Brandão Caetano Chaves Damasceno Evangelista Feitosa Furtado
        Guerreiro Jesus Lacerda Menezes Novais Ornelas Padilha Quaresma Rebelo Siqueira Toledo Trindade
        Veloso Viana Vasconcelos Zanetti Bittencourt"""
    ),
    "en": _words(
        """Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Thomas Taylor Moore Jackson
        Martin Lee Thompson White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill
        Green Adams Nelson Baker Hall Campbell Mitchell Carter Roberts Phillips Evans Turner Parker
        Collins Edwards Stewart Morris Murphy Cook Rogers Morgan Cooper Peterson Bailey Reed Kelly
        Howard Cox Ward Richardson Watson Brooks Wood James Bennett Gray Hughes Price Myers Long Foster
        Sanders Ross Powell Sullivan Russell Fisher Henderson Cole Jordan Hamilton Graham Reynolds
        Griffin Wallace West Hayes Bryant Herrington Gibson Ellis Ford Marshall Owens McDonald Harrison
        Kennedy Wells Henry Freeman Webb Tucker Burns Crawford O'Connor Simpson Porter Hunter"""
    ),
    "fr": _words(
        """Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefebvre
        Michel Garcia David Bertrand Roux Vincent Fournier Morel Girard André Mercier Dupont Lambert
        Bonnet François Legrand Garnier Faure Rousseau Blanc Guérin Muller Henry Roussel Nicolas Perrin
        Morin Mathieu Clément Gauthier Dumont Lopez Fontaine Chevalier Robin Masson Sanchez Gérard
        Nguyen Boyer Denis Lemaire Duval Joly Gautier Roger Roche Roy Noël Meyer Lucas Meunier Jean
        Perez Marchand Dufour Blanchard Barbier Brun Dumas Brunet Schmitt Leroux Colas Fernandez Renard
        Arnaud"""
    ),
}
