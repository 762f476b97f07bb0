package dev.slipway.launcher.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.launcher.json.JsonReader;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LaunchPlanReaderTest {
    @Test
    void the_plan_of_the_contract_is_read() throws Exception {
        LaunchPlan plan = LaunchPlanReader.read(JsonReader.readObject("""
                {"binary":"/usr/bin/qemu-system-x86_64","arguments":["-name","x"],
                 "files":[{"path":"seed.iso","base64":"aGVsbG8=","mode":"0640"}],
                 "images":[{"path":"root.qcow2","format":"qcow2","size":1024,"backing":{"path":"/b","format":"raw"}},
                           {"path":"vars.qcow2","format":"qcow2","content":{"path":"/v","format":"raw"}}],
                 "environment":{"TZ":"Europe/Rome"},
                 "helpers":[{"name":"swtpm","arguments":["/usr/bin/swtpm","-x"],"socket":"tpm.sock"}],
                 "vnc":true,"serial":true,"agent":true,"startPaused":false,"graceSeconds":180}
                """));
        assertThat(plan.files().getFirst().mode())
                .containsExactlyInAnyOrder(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.GROUP_READ);
        assertThat(plan.images())
                .containsExactly(
                        new LaunchPlan.PlannedImage(
                                "root.qcow2",
                                "qcow2",
                                OptionalLong.of(1024),
                                Optional.of(new LaunchPlan.Backing("/b", "raw")),
                                Optional.empty()),
                        new LaunchPlan.PlannedImage(
                                "vars.qcow2",
                                "qcow2",
                                OptionalLong.empty(),
                                Optional.empty(),
                                Optional.of(new LaunchPlan.Backing("/v", "raw"))));
        assertThat(plan.environment()).isEqualTo(Map.of("TZ", "Europe/Rome"));
        assertThat(plan.helpers().getFirst().arguments()).containsExactly("/usr/bin/swtpm", "-x");
        assertThat(plan.grace()).isEqualTo(Duration.ofMinutes(3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | plan.binary is missing; give a text",
                "{'binary':'q','arguments':[1]} | plan.arguments has the item 1; give texts without NUL",
                "{'binary':'q','graceSeconds':-1} | plan.graceSeconds is -1; give 0 to 31622400",
                "{'binary':'q','files':[{'path':'a','base64':'%'}]} | plan.files: the content of 'a' is not base64; encode it by RFC 4648 §4",
                "{'binary':'q','files':[{'path':'a','base64':'','mode':'999'}]} | plan.files: the mode '999' of 'a' is not octal; give e.g. 0600",
                "{'binary':'q','images':[{'path':'a','format':'vmdk','size':1}]} | plan.images.format is 'vmdk'; give raw or qcow2",
                "{'binary':'q','images':[{'path':'a','format':'raw'}]} | plan.images: 'a' has neither size nor backing nor content; give one",
                "{'binary':'q','helpers':[{'name':'h','socket':'s'}]} | plan.helpers.arguments is empty; give at least the program"
            })
    void a_wrong_plan_is_refused_with_field_value_and_way_out(String plan, String message) {
        assertThatThrownBy(() -> LaunchPlanReader.read(JsonReader.readObject(plan.replace('\'', '"'))))
                .isInstanceOf(LaunchPlanReader.InvalidPlanException.class)
                .hasMessage(message);
    }
}
