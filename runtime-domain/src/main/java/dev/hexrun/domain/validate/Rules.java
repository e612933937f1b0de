package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;

/** The rules of one section of the specification. */
interface Rules {

    /**
     * Checks a configuration.
     *
     * @param configuration the whole configuration, since rules may depend on several sections
     * @param host the host
     * @param problems the builder for the problems found
     */
    void check(Configuration configuration, HostQueries host, Problems.Builder problems);
}
