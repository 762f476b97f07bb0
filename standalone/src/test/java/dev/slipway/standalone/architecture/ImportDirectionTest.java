package dev.slipway.standalone.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code api ← machine ← everything else}; no effect module knows another; decisions know no effects. */
class ImportDirectionTest {
    private static final String ROOT = "dev.slipway.";
    private static final List<String> EFFECTS =
            List.of("operator", "nodeagent", "launcher", "vncproxy", "importer", "portal", "standalone");

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.slipway");
    }

    @Test
    void api_knows_no_other_module() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Stream.concat(EFFECTS.stream(), Stream.of("machine"))
                        .map(name -> ROOT + name + "..")
                        .toArray(String[]::new))
                .check(classes);
    }

    @Test
    void decisions_know_no_client_clock_environment_or_file() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "machine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.fabric8.kubernetes.client",
                        "io.fabric8.kubernetes.client.dsl..",
                        "java.net.http..",
                        "io.vertx..")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.nio.file.Files.class)
                .check(classes);
    }

    @ParameterizedTest
    @MethodSource("effectModules")
    void effect_module_knows_no_other_effect_module(String module) {
        noClasses()
                .that()
                .resideInAPackage(ROOT + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(EFFECTS.stream()
                        .filter(other -> !other.equals(module))
                        .map(other -> ROOT + other + "..")
                        .toArray(String[]::new))
                .check(classes);
    }

    static Stream<String> effectModules() {
        return EFFECTS.stream().filter(name -> !name.equals("standalone"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api",
                "machine",
                "operator",
                "nodeagent",
                "launcher",
                "vncproxy",
                "importer",
                "portal",
                "standalone"
            })
    void packages_of_a_module_know_each_other_in_one_direction(String module) {
        slices().assignedFrom(packagesOf(module)).should().beFreeOfCycles().check(classes);
    }

    private static SliceAssignment packagesOf(String module) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass found) {
                String name = found.getPackageName();
                return (name + ".").startsWith(ROOT + module + ".")
                        ? SliceIdentifier.of(name)
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "packages of " + module;
            }
        };
    }

    @Test
    void launcher_uses_the_jdk_alone() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "launcher..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(ROOT + "launcher..", "java..", "jdk..", "org.jspecify..")
                .check(classes);
    }
}
