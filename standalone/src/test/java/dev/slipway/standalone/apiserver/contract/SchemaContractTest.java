package dev.slipway.standalone.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.standalone.apiserver.contract.ApiClient.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ContractServer.class)
final class SchemaContractTest {
    @Test
    void default_is_filled_in(Cluster cluster) {
        assertThat(cluster.createWidget("a", "{\"size\": 1}").at("/spec/color")).isEqualTo("red");
    }

    @Test
    void unknown_field_is_dropped_with_a_warning(Cluster cluster) {
        Reply created = cluster.createWidget("a", "{\"size\": 1, \"bogus\": 2}");

        assertThat(created.body().path("spec").has("bogus")).isFalse();
        assertThat(created.warnings()).containsExactly("299 - \"unknown field \\\"spec.bogus\\\"\"");
    }

    @Test
    void unknown_field_is_dropped_silently_if_asked(Cluster cluster) {
        Reply created = cluster.api()
                .post(
                        cluster.widgets() + "?fieldValidation=Ignore",
                        Widgets.widget("a", "{\"size\": 1, \"bogus\": 2}"));

        assertThat(created.code()).isEqualTo(201);
        assertThat(created.warnings()).isEmpty();
    }

    @Test
    void strict_validation_names_unknown_and_duplicate_fields(Cluster cluster) {
        Reply refused = cluster.api()
                .post(
                        cluster.widgets() + "?fieldValidation=Strict",
                        Widgets.widget("a", "{\"size\": 1, \"size\": 2, \"bogus\": 2}"));

        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.message())
                .startsWith("Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: ");
        assertThat(refused.message())
                .contains("unknown field \"spec.bogus\"")
                .contains("duplicate field \"spec.size\"");
    }

    @Test
    void unknown_fields_of_a_preserving_object_stay(Cluster cluster) {
        Reply created = cluster.createWidget("a", "{\"size\": 1, \"extra\": {\"any\": {\"thing\": [1]}}}");

        assertThat(created.body().at("/spec/extra").toString()).isEqualTo("{\"any\":{\"thing\":[1]}}");
    }

    @Test
    void required_field_must_be_there(Cluster cluster) {
        Reply refused = refused(cluster, "{}");

        assertThat(refused.message())
                .isEqualTo("Widget.contract.slipway.dev \"a\" is invalid: spec.size: Required value");
        assertThat(refused.body().path("details")).hasToString("""
                {"name":"a","group":"contract.slipway.dev","kind":"Widget","causes":[{"reason":"FieldValueRequired","message":"Required value","field":"spec.size"}]}""");
    }

    @Test
    void number_must_be_in_range(Cluster cluster) {
        assertThat(cause(refused(cluster, "{\"size\": 11}")))
                .isEqualTo("spec.size: Invalid value: 11: spec.size in body should be less than or equal to 10");
        assertThat(cause(refused(cluster, "{\"size\": 0}")))
                .isEqualTo("spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1");
    }

    @Test
    void value_must_be_of_its_type(Cluster cluster) {
        assertThat(cause(refused(cluster, "{\"size\": 1, \"replicas\": true}")))
                .startsWith(
                        "spec.replicas: Invalid value: \"boolean\": spec.replicas in body must be of type integer: \"boolean\"");
        assertThat(cause(refused(cluster, "{\"size\": 1, \"port\": true}")))
                .isEqualTo(
                        "spec.port: Invalid value: \"boolean\": spec.port in body must be of type integer,string: \"boolean\"");
    }

    @Test
    void value_must_be_one_of_the_enumeration(Cluster cluster) {
        Reply refused = refused(cluster, "{\"size\": 1, \"color\": \"green\"}");

        assertThat(cause(refused))
                .isEqualTo("spec.color: Unsupported value: \"green\": supported values: \"red\", \"blue\"");
        assertThat(refused.at("/details/causes/0/reason")).isEqualTo("FieldValueNotSupported");
    }

    @Test
    void text_must_match_and_fit(Cluster cluster) {
        assertThat(cause(refused(cluster, "{\"size\": 1, \"code\": \"A\"}")))
                .isEqualTo("spec.code: Invalid value: \"A\": spec.code in body should match '^[a-z]+$'");
        assertThat(cause(refused(cluster, "{\"size\": 1, \"code\": \"abcdef\"}")))
                .isEqualTo("spec.code: Too long: may not be more than 5 bytes");
    }

    @Test
    void set_and_map_lists_have_no_duplicates(Cluster cluster) {
        assertThat(cause(refused(cluster, "{\"size\": 1, \"tags\": [\"x\", \"x\"]}")))
                .isEqualTo("spec.tags[1]: Duplicate value: \"x\"");
        assertThat(cause(refused(cluster, "{\"size\": 1, \"parts\": [{\"name\": \"x\"}, {\"name\": \"x\"}]}")))
                .isEqualTo("spec.parts[1]: Duplicate value: {\"name\":\"x\"}");
    }

    @Test
    void int_or_string_takes_both(Cluster cluster) {
        assertThat(cluster.createWidget("a", "{\"size\": 1, \"port\": 80}").at("/spec/port"))
                .isEqualTo("80");
        assertThat(cluster.createWidget("b", "{\"size\": 1, \"port\": \"http\"}")
                        .at("/spec/port"))
                .isEqualTo("http");
    }

    @Test
    void nullable_field_keeps_null(Cluster cluster) {
        Reply created = cluster.createWidget("a", "{\"size\": 1, \"note\": null}");

        assertThat(created.body().at("/spec/note").isNull()).isTrue();
    }

    @Test
    void several_problems_are_told_at_once(Cluster cluster) {
        Reply refused = refused(cluster, "{\"size\": 99, \"color\": \"green\", \"code\": \"A\"}");

        assertThat(refused.message()).startsWith("Widget.contract.slipway.dev \"a\" is invalid: [");
        assertThat(refused.body().at("/details/causes").findValuesAsText("field"))
                .containsExactlyInAnyOrder("spec.size", "spec.color", "spec.code");
    }

    @Test
    void unknown_metadata_is_dropped_with_a_warning(Cluster cluster) {
        Reply created = cluster.api().post(cluster.widgets(), """
                {"apiVersion": "contract.slipway.dev/v1", "kind": "Widget", "metadata": {"name": "a", "bogus": 1},
                 "spec": {"size": 1}}""");

        assertThat(created.warnings()).containsExactly("299 - \"unknown field \\\"metadata.bogus\\\"\"");
    }

    private static Reply refused(Cluster cluster, String spec) {
        Reply refused = cluster.api().post(cluster.widgets(), Widgets.widget("a", spec));
        assertThat(refused.code()).as(refused.text()).isEqualTo(422);
        return refused;
    }

    /** The first cause, as the message shows it. */
    private static String cause(Reply refused) {
        return refused.at("/details/causes/0/field") + ": " + refused.at("/details/causes/0/message");
    }
}
