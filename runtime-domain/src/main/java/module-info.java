/** What a container is: its configuration, its states, and the plan that makes it. */
module dev.hexrun.domain {
    requires static org.immutables.value.annotations;
    requires static org.jspecify;

    exports dev.hexrun.domain.failure;
    exports dev.hexrun.domain.plan;
    exports dev.hexrun.domain.state;
    exports dev.hexrun.domain.validate;
}
