-- Events that name the actor.
EXISTS (SELECT 1 FROM mentions WHERE mentions.actor = :actor AND mentions.position = log.position)
