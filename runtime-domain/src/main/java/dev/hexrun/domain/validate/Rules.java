package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;

/** The rules of one section of the specification. */
interface Rules {

    /**
     * Looks for what breaks the rules.
     *
     * @param configuration the whole configuration, since rules reach over sections
     * @param host the host
     * @param problems where problems go
     */
    void check(Configuration configuration, HostConditions host, Problems.Builder problems);
}
