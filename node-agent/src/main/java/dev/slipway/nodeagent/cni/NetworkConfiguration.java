package dev.slipway.nodeagent.cni;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A CNI network configuration: plugins that are run one after the other (CNI specification 1.0.0 §1).
 *
 * @param version version of the specification that plugins shall speak
 * @param name the network's name
 * @param disableCheck whether the network's owner forbids checks
 * @param plugins each plugin's part, at least one
 */
public record NetworkConfiguration(String version, String name, boolean disableCheck, List<ObjectNode> plugins) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 1 << 20;

    /** Newest version whose results this code reads. */
    private static final String DEFAULT_VERSION = "1.0.0";

    private static final Pattern VERSION = Pattern.compile("0\\.3\\.[01]|0\\.4\\.0|1\\.0\\.0");

    /** Names end up in file names of plugins; types are looked up in a directory. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,252}");

    public NetworkConfiguration {
        plugins = List.copyOf(plugins);
    }

    /**
     * Reads a configuration or a configuration list.
     *
     * @param text JSON
     * @param fallbackName name of the network if the text has none
     */
    public static NetworkConfiguration parse(String text, String fallbackName) throws CniProblem.Failed {
        JsonNode config = tree(text, fallbackName);
        String name = config.path("name").asText(fallbackName);
        require(NAME.matcher(name).matches(), fallbackName, "its name '%s' is not a plain word".formatted(name));
        String version = config.path("cniVersion").asText(DEFAULT_VERSION);
        require(
                VERSION.matcher(version).matches(),
                name,
                "its cniVersion '%s' is not one of 0.3.0, 0.3.1, 0.4.0, 1.0.0".formatted(version));
        var plugins = new ArrayList<ObjectNode>();
        if (config.has("plugins")) {
            for (JsonNode plugin : config.get("plugins")) {
                plugins.add(plugin(plugin, name));
            }
        } else {
            plugins.add(plugin(config, name));
        }
        require(!plugins.isEmpty(), name, "its list of plugins is empty");
        return new NetworkConfiguration(
                version, name, config.path("disableCheck").asBoolean(false), plugins);
    }

    private static JsonNode tree(String text, String name) throws CniProblem.Failed {
        require(text.length() <= LONGEST, name, "it is longer than a million characters");
        try {
            JsonNode config = JSON.readTree(text);
            require(config != null && config.isObject(), name, "it is not a JSON object");
            return config;
        } catch (JsonProcessingException e) {
            throw new CniProblem.Failed(
                    new CniProblem.ConfigurationInvalid(name, "it is not JSON: " + e.getOriginalMessage()));
        }
    }

    private static ObjectNode plugin(JsonNode plugin, String name) throws CniProblem.Failed {
        require(plugin.isObject(), name, "one of its plugins is not an object");
        String type = plugin.path("type").asText("");
        require(
                NAME.matcher(type).matches(),
                name,
                "the plugin type '%s' is not the name of a program".formatted(type));
        return (ObjectNode) plugin;
    }

    private static void require(boolean condition, String network, String why) throws CniProblem.Failed {
        if (!condition) {
            throw new CniProblem.Failed(new CniProblem.ConfigurationInvalid(network, why));
        }
    }

    /** Returns the JSON text that a plugin gets, before a previous result is put in. */
    ObjectNode forPlugin(int index) {
        ObjectNode config = plugins.get(index).deepCopy();
        config.put("cniVersion", version);
        config.put("name", name);
        return config;
    }

    /** Returns the configuration list as text; parsing it gives an equal configuration. */
    public String text() {
        ObjectNode list = JSON.createObjectNode();
        list.put("cniVersion", version).put("name", name).put("disableCheck", disableCheck);
        list.putArray("plugins").addAll(plugins);
        return list.toString();
    }
}
