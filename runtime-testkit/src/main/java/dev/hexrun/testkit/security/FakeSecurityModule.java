package dev.hexrun.testkit.security;

import dev.hexrun.domain.security.SecurityContribution;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.security.SecurityModule;
import dev.hexrun.port.security.SecurityRequest;
import java.util.List;

/**
 * A module that writes the label in the annotation {@value #ANNOTATION} to {@code /proc/self/attr/fake/exec}. It refuses
 * labels with white space.
 */
public final class FakeSecurityModule implements SecurityModule {

    /** The annotation with the label. */
    public static final String ANNOTATION = "org.example.fake.label";

    /** Creates the module. */
    public FakeSecurityModule() {}

    private static String label(SecurityRequest request) {
        return request.configuration().annotations().getOrDefault(ANNOTATION, "");
    }

    @Override
    public List<Problem> check(SecurityRequest request) {
        return label(request).chars().anyMatch(Character::isWhitespace)
                ? List.of(new Problem("/annotations/" + Problem.escape(ANNOTATION), "contains white space"))
                : List.of();
    }

    @Override
    public SecurityContribution contribute(SecurityRequest request) {
        String label = label(request);
        return label.isEmpty()
                ? SecurityContribution.NONE
                : SecurityContribution.NONE.withLabelStep(ContributedSteps.execLabel("fake", label));
    }
}
