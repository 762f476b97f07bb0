package dev.slipway.machine.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What happens to the volumes and disks of a guest, and to the wishes about them that wait. */
sealed interface VolumeChange {
    List<String> CLAIM_FIELDS = List.of("dataVolume", "persistentVolumeClaim");
    String HOTPLUGGABLE = "hotpluggable";

    /** Returns why it cannot be, given the present volumes. */
    Optional<String> impossible(JsonNode volumes);

    /** Returns why it cannot be while {@code request} waits. */
    Optional<String> impossibleAfter(JsonNode request);

    /** Whether a request that waits is settled by this one. */
    boolean replaces(JsonNode request);

    ArrayNode volumes(ArrayNode volumes);

    /** Returns the disks that are left, given the volumes before the change. */
    ArrayNode disks(ArrayNode disks, JsonNode volumes);

    /** Returns it as an item of {@code status.volumeRequests}. */
    ObjectNode request();

    private static boolean isRequestOf(JsonNode request, String options, String name) {
        return isNamed(request.path(options), name);
    }

    /** A volume comes. */
    record Addition(ObjectNode options) implements VolumeChange {
        private String name() {
            return options.path("name").asText();
        }

        @Override
        public Optional<String> impossible(JsonNode volumes) {
            Optional<String> claim = claim(options.path("volumeSource"));
            for (JsonNode volume : volumes) {
                if (isNamed(volume, name())) {
                    return Optional.of(
                            "Unable to add volume [%s] because volume with that name already exists".formatted(name()));
                }
                if (claim.filter(name -> isOf(volume, name)).isPresent()) {
                    return Optional.of(
                            "Unable to add volume source [%s] because it already exists".formatted(claim.get()));
                }
            }
            return Optional.empty();
        }

        @Override
        public Optional<String> impossibleAfter(JsonNode request) {
            if (isRequestOf(request, "addVolumeOptions", name())) {
                return Optional.of("add volume request for volume [%s] already exists".formatted(name()));
            }
            return isRequestOf(request, "removeVolumeOptions", name())
                    ? Optional.of(("unable to add volume since a remove volume request for volume [%s] already exists"
                                    + " and is still being processed")
                            .formatted(name()))
                    : Optional.empty();
        }

        @Override
        public boolean replaces(JsonNode request) {
            return false;
        }

        @Override
        public ArrayNode volumes(ArrayNode volumes) {
            ObjectNode volume = volumes.addObject().put("name", name());
            options.path("volumeSource").properties().forEach(source -> volume.set(source.getKey(), source.getValue()));
            return volumes;
        }

        @Override
        public ArrayNode disks(ArrayNode disks, JsonNode volumes) {
            return disks.add(options.path("disk"));
        }

        @Override
        public ObjectNode request() {
            return JsonNodeFactory.instance.objectNode().set("addVolumeOptions", options);
        }
    }

    /** A volume goes; {@code name} is its own, or that of its claim or DataVolume. */
    record Removal(String name, ObjectNode options) implements VolumeChange {
        private boolean isMeant(JsonNode volume) {
            return isNamed(volume, name) || isOf(volume, name);
        }

        private String volumeName(JsonNode volumes) {
            for (JsonNode volume : volumes) {
                if (isMeant(volume)) {
                    return volume.path("name").asText();
                }
            }
            return name;
        }

        @Override
        public Optional<String> impossible(JsonNode volumes) {
            for (JsonNode volume : volumes) {
                if (isMeant(volume)) {
                    boolean pluggable = CLAIM_FIELDS.stream()
                            .anyMatch(field ->
                                    volume.path(field).path(HOTPLUGGABLE).asBoolean());
                    return pluggable
                            ? Optional.empty()
                            : Optional.of("Unable to remove volume [%s] because it is not hotpluggable"
                                    .formatted(volume.path("name").asText()));
                }
            }
            return Optional.of("Unable to remove volume [%s] because it does not exist".formatted(name));
        }

        @Override
        public Optional<String> impossibleAfter(JsonNode request) {
            return isRequestOf(request, "removeVolumeOptions", name)
                    ? Optional.of("a remove volume request for volume [%s] already exists and is still being processed"
                            .formatted(name))
                    : Optional.empty();
        }

        @Override
        public boolean replaces(JsonNode request) {
            return isRequestOf(request, "addVolumeOptions", name);
        }

        @Override
        public ArrayNode volumes(ArrayNode volumes) {
            String gone = volumeName(volumes);
            return without(volumes, volume -> isNamed(volume, gone));
        }

        @Override
        public ArrayNode disks(ArrayNode disks, JsonNode volumes) {
            String gone = volumeName(volumes);
            return without(disks, disk -> isNamed(disk, gone));
        }

        @Override
        public ObjectNode request() {
            return JsonNodeFactory.instance.objectNode().set("removeVolumeOptions", options);
        }
    }

    private static boolean isNamed(JsonNode volume, String name) {
        return volume.path("name").asText().equals(name);
    }

    /** Whether the volume is of the DataVolume or claim of that name. */
    private static boolean isOf(JsonNode volume, String claim) {
        return claim(volume).filter(claim::equals).isPresent();
    }

    private static Optional<String> claim(JsonNode source) {
        return source.path("dataVolume").isObject()
                ? Optional.of(source.path("dataVolume").path("name").asText())
                : source.path("persistentVolumeClaim").isObject()
                        ? Optional.of(source.path("persistentVolumeClaim")
                                .path("claimName")
                                .asText())
                        : Optional.empty();
    }

    private static ArrayNode without(ArrayNode list, Predicate<JsonNode> gone) {
        ArrayNode rest = JsonNodeFactory.instance.arrayNode();
        list.forEach(item -> {
            if (!gone.test(item)) {
                rest.add(item);
            }
        });
        return rest;
    }
}
