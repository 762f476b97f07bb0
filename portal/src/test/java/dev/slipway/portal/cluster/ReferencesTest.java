package dev.slipway.portal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReferencesTest {
    private static final ObjectKey DISK = new ObjectKey("shop", "disk");
    private static final ObjectKey OTHER = new ObjectKey("shop", "other");

    private final Mirror<ConfigMap> mirror = new Mirror<>();

    @Test
    void referrers_of_a_thing_follow_the_mirror_also_what_was_in_it_before() {
        mirror.put(user("web", "disk"));
        References references = mirror.referring(ReferencesTest::named);
        mirror.put(user("db", "disk", "other"));

        assertThat(references.to(DISK)).containsExactly(new ObjectKey("shop", "db"), new ObjectKey("shop", "web"));
        assertThat(references.from(new ObjectKey("shop", "db"))).containsExactlyInAnyOrder(DISK, OTHER);

        mirror.put(user("db", "other"));
        mirror.remove(user("web", "disk"));

        assertThat(references.to(DISK)).isEmpty();
        assertThat(references.to(OTHER)).containsExactly(new ObjectKey("shop", "db"));
        assertThat(references.from(new ObjectKey("shop", "web"))).isEmpty();
    }

    @Test
    void those_are_told_whose_referrers_change_and_no_others() {
        References references = mirror.referring(ReferencesTest::named);
        List<ObjectKey> told = new ArrayList<>();
        references.listen(told::add);

        mirror.put(user("web", "disk"));
        mirror.put(user("web", "disk"));
        assertThat(told).containsExactly(DISK);

        told.clear();
        mirror.put(user("web", "other"));
        assertThat(told).containsExactlyInAnyOrder(DISK, OTHER);
    }

    private static ConfigMap user(String name, String... used) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("shop")
                .endMetadata()
                .addToData("uses", String.join(",", used))
                .build();
    }

    private static Set<ObjectKey> named(ConfigMap user) {
        return new TreeSet<>(List.of(user.getData().getOrDefault("uses", "").split(",")))
                .stream().map(name -> new ObjectKey("shop", name)).collect(Collectors.toSet());
    }
}
