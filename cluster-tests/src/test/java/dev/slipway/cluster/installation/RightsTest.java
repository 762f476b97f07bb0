package dev.slipway.cluster.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cluster.installation.Rights.Right;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the parts may do, as the manifests say it. */
class RightsTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final List<Right> RIGHTS = new ArrayList<>();
    private static final Map<String, Set<String>> SUBRESOURCES = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        RIGHTS.addAll(Rights.read());
        try (Stream<Path> files = Files.list(Rights.DEPLOY.resolve("crds"))) {
            for (Path file : files.toList()) {
                readDefinition(YAML.unmarshal(Files.readString(file), CustomResourceDefinition.class));
            }
        }
        assertThat(RIGHTS).extracting(Right::part).contains(Rights.PARTS.toArray(String[]::new));
    }

    @Test
    void no_part_may_everything_of_something() {
        assertThat(RIGHTS)
                .filteredOn(right ->
                        Stream.of(right.group(), right.resource(), right.verb()).anyMatch(word -> word.contains("*")))
                .isEmpty();
    }

    @Test
    void no_part_may_look_which_secrets_there_are() {
        assertThat(RIGHTS)
                .filteredOn(right -> right.resource().equals("secrets"))
                .extracting(Right::verb)
                .doesNotContain("list", "watch", "deletecollection");
    }

    @Test
    void no_part_may_read_secrets_of_users() {
        assertThat(RIGHTS)
                .filteredOn(right -> right.resource().equals("secrets") && right.isEverywhere())
                .extracting(Right::part, Right::verb)
                .containsExactlyInAnyOrder(tuple("operator", "create"), tuple("operator", "delete"));
    }

    @Test
    void only_the_operator_may_read_the_keys_of_the_parts() {
        assertThat(RIGHTS)
                .filteredOn(right -> right.resource().equals("secrets")
                        && right.namespace().equals("slipway")
                        && right.names().isEmpty()
                        && !right.verb().equals("create"))
                .extracting(Right::part)
                .containsOnly("operator");
    }

    @Test
    void only_the_portal_may_act_as_others_and_no_part_may_give_rights() {
        assertThat(RIGHTS)
                .filteredOn(right -> right.verb().equals("impersonate"))
                .extracting(Right::part)
                .containsOnly("portal");
        assertThat(RIGHTS).extracting(Right::group).doesNotContain("rbac.authorization.k8s.io", "certificates.k8s.io");
    }

    @Test
    void rights_on_subresources_are_for_those_that_the_definitions_have() {
        assertThat(RIGHTS)
                .filteredOn(right ->
                        right.resource().endsWith("/status") || right.resource().endsWith("/scale"))
                .filteredOn(right -> SUBRESOURCES.containsKey(plural(right)))
                .filteredOn(right -> !SUBRESOURCES
                        .getOrDefault(plural(right), Set.of())
                        .contains(right.resource().replaceFirst(".*/", "")))
                .isEmpty();
    }

    @Test
    void rights_on_our_own_kinds_are_for_kinds_that_there_are() {
        assertThat(RIGHTS)
                .filteredOn(right ->
                        right.group().endsWith("kubevirt.io") && !right.group().equals("subresources.kubevirt.io"))
                .allSatisfy(right -> assertThat(SUBRESOURCES).containsKey(plural(right)));
    }

    @Test
    void no_right_is_given_twice() {
        assertThat(RIGHTS).doesNotHaveDuplicates();
    }

    private static String plural(Right right) {
        return right.resource().replaceFirst("/.*", "") + "." + right.group();
    }

    private static void readDefinition(CustomResourceDefinition definition) {
        JsonNode versions = YAML.convertValue(definition, JsonNode.class).at("/spec/versions");
        Set<String> subresources = new TreeSet<>();
        versions.forEach(version -> version.path("subresources").fieldNames().forEachRemaining(subresources::add));
        SUBRESOURCES.put(definition.getMetadata().getName(), subresources);
    }
}
