package dev.slipway.portal.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TypedDeletionTest {
    private final List<String> deleted = new ArrayList<>();

    private TypedDeletion tried(String typed, String hindrance) {
        return TypedDeletion.tried(typed, "web-root", hindrance, () -> {
            deleted.add("web-root");
            return Optional.empty();
        });
    }

    @Test
    void what_was_named_is_deleted() {
        assertThat(tried("web-root", "").isFree()).isTrue();
        assertThat(deleted).containsExactly("web-root");
    }

    @Test
    void another_name_deletes_nothing_and_is_asked_for_again() {
        TypedDeletion deletion = tried("web-boot", "");
        assertThat(deletion.wrong()).isEqualTo(Dialog.mistyped("web-boot", "web-root"));
        assertThat(deletion.status()).isEqualTo(422);
        assertThat(deleted).isEmpty();
    }

    @Test
    void what_is_in_use_is_not_deleted() {
        TypedDeletion deletion = tried("web-root", "Machine web uses it.");
        assertThat(deletion).isEqualTo(TypedDeletion.asked("Machine web uses it."));
        assertThat(deleted).isEmpty();
    }

    @Test
    void refusal_of_the_cluster_is_told() {
        TypedDeletion deletion = TypedDeletion.tried("web-root", "web-root", "", () -> Optional.of("Not allowed."));
        assertThat(deletion.refused()).isEqualTo("Not allowed.");
        assertThat(deletion.isFree()).isFalse();
    }

    @Test
    void question_without_hindrance_is_a_page_like_any_other() {
        assertThat(TypedDeletion.asked("").status()).isEqualTo(200);
    }
}
