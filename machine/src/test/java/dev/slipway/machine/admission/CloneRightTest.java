package dev.slipway.machine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.machine.facts.CloneRight;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloneRightTest {
    private final List<String> asked = new ArrayList<>();

    @Test
    void who_may_make_pods_may_clone_disks_but_no_snapshots() {
        assertThat(holds(false, "pods")).isTrue();
        assertThat(asked).containsExactly("carol staff src datavolumes/source", "carol staff src pods/");
        assertThat(holds(true, "pods")).isFalse();
    }

    @Test
    void who_may_use_volumes_as_sources_may_clone_both() {
        assertThat(holds(false, "datavolumes")).isTrue();
        assertThat(holds(true, "datavolumes")).isTrue();
    }

    @Test
    void answer_without_status_allows_nothing() {
        assertThat(CloneRight.isHeld(
                        "carol",
                        List.of("staff"),
                        new CloneRight.Creation("", "pods", "", "src", ""),
                        question -> question))
                .isFalse();
    }

    private boolean holds(boolean snapshot, String allowed) {
        return CloneRight.isHeld("src", snapshot, creation -> isHeld(creation, allowed));
    }

    private boolean isHeld(CloneRight.Creation creation, String allowed) {
        return CloneRight.isHeld("carol", List.of("staff"), creation, question -> {
            var what = question.getSpec().getResourceAttributes();
            asked.add(question.getSpec().getUser() + " "
                    + String.join(",", question.getSpec().getGroups()) + " " + what.getNamespace() + " "
                    + what.getResource() + "/" + what.getSubresource());
            return answer(question, what.getResource().equals(allowed));
        });
    }

    private static SubjectAccessReview answer(SubjectAccessReview question, boolean allowed) {
        return new SubjectAccessReviewBuilder(question)
                .withNewStatus()
                .withAllowed(allowed)
                .endStatus()
                .build();
    }
}
