package dev.slipway.portal.layout;

import io.quarkus.qute.TemplateExtension;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Addresses of styles, scripts, fonts and icons; their names carry their content, so that browsers keep them for ever. */
@TemplateExtension(namespace = "asset")
final class Assets {
    private static final Properties NAMES = read();

    private Assets() {}

    /** Returns the address of an asset by its plain name. */
    static String url(String name) {
        String file = NAMES.getProperty(name);
        if (file == null) {
            throw new IllegalArgumentException("no asset is named " + name);
        }
        return "/assets/" + file;
    }

    private static Properties read() {
        Properties names = new Properties();
        try (InputStream file = Assets.class.getResourceAsStream("/slipway-portal-assets.properties")) {
            if (file == null) {
                throw new IllegalStateException("the portal was built without its assets");
            }
            names.load(file);
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException("the list of assets cannot be read", e);
        }
    }
}
