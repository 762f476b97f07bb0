package dev.slipway.cluster.installation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The files by which everybody else builds the images. */
class ContainerfilesTest {
    private static final Path PROGRAM =
            Path.of("../deploy/images/containerfiles").toAbsolutePath().normalize();

    /** Base, layers, users and commands are those of the recipe, by which the Containerfiles have the files made, too. */
    @Test
    void containerfiles_are_what_the_recipe_of_the_images_says() {
        Kubectl.Program.run(List.of(PROGRAM.toString(), "--check"), "", Duration.ofMinutes(1));
    }
}
