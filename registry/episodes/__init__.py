"""Episodes of treatment and the interventions inside them: with the person, three units that stay apart."""
