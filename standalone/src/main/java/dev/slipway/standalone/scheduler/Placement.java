package dev.slipway.standalone.scheduler;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where a Pod goes, decided from the nodes and the Pods on them. */
sealed interface Placement {
    /** The Pod goes to {@code node}. */
    record On(String node) implements Placement {}

    /**
     * No node takes the Pod.
     *
     * @param message the reasons and how many nodes have each, worded like kube-scheduler's
     */
    record Nowhere(String message) implements Placement {}

    /** Returns where {@code pod} goes: of the nodes that can take it, the one with the most free memory. */
    static Placement of(Pod pod, List<Node> nodes, List<Pod> others) {
        Map<String, Integer> reasons = new TreeMap<>();
        List<Node> fitting = new ArrayList<>();
        for (Node node : nodes) {
            Optional<String> reason = whyNot(pod, node, onNode(others, node));
            reason.ifPresentOrElse(text -> reasons.merge(text, 1, Integer::sum), () -> fitting.add(node));
        }
        return fitting.stream()
                .max(Comparator.comparing(node -> free("memory", node, onNode(others, node))))
                .<Placement>map(node -> new On(node.getMetadata().getName()))
                .orElseGet(() -> new Nowhere("0/" + nodes.size() + " nodes are available: "
                        + reasons.entrySet().stream()
                                .map(entry -> entry.getValue() + " " + entry.getKey())
                                .collect(Collectors.joining(", "))
                        + "." + shortage(pod, nodes, others)));
    }

    /** Says how much is asked for and how much there is, where no node has enough. */
    private static String shortage(Pod pod, List<Node> nodes, List<Pod> others) {
        StringBuilder sentences = new StringBuilder();
        Map<String, BigDecimal> asked = requests(List.of(pod));
        for (String resource : List.of("memory", "cpu")) {
            BigDecimal most = nodes.stream()
                    .map(node -> free(resource, node, onNode(others, node)))
                    .max(Comparator.naturalOrder())
                    .orElse(BigDecimal.ZERO);
            BigDecimal wanted = asked.getOrDefault(resource, BigDecimal.ZERO);
            if (wanted.compareTo(most) > 0) {
                sentences.append(
                        " It asks for %s of %s, and no node has more than %s free: ask for less, or stop others."
                                .formatted(amount(resource, wanted), resource, amount(resource, most)));
            }
        }
        return sentences.toString();
    }

    private static String amount(String resource, BigDecimal amount) {
        return resource.equals("memory")
                ? amount.divide(BigDecimal.valueOf(1 << 20), 0, RoundingMode.CEILING)
                                .toPlainString() + " MiB"
                : amount.setScale(2, RoundingMode.CEILING).stripTrailingZeros().toPlainString() + " cores";
    }

    private static List<Pod> onNode(List<Pod> pods, Node node) {
        return pods.stream()
                .filter(pod -> node.getMetadata().getName().equals(pod.getSpec().getNodeName()))
                .filter(pod -> pod.getStatus() == null
                        || !List.of("Succeeded", "Failed")
                                .contains(Objects.requireNonNullElse(
                                        pod.getStatus().getPhase(), "")))
                .toList();
    }

    private static Optional<String> whyNot(Pod pod, Node node, List<Pod> there) {
        // Whoever makes a node by hand may leave it out.
        NodeSpec spec = Objects.requireNonNullElseGet(node.getSpec(), NodeSpec::new);
        if (Boolean.TRUE.equals(spec.getUnschedulable())) {
            return Optional.of("node(s) were unschedulable");
        }
        if (!isReady(node)) {
            return Optional.of("node(s) were not ready");
        }
        Optional<Taint> taint = spec.getTaints().stream()
                .filter(each -> !each.getEffect().equals("PreferNoSchedule"))
                .filter(each -> pod.getSpec().getTolerations().stream().noneMatch(it -> tolerates(it, each)))
                .findFirst();
        if (taint.isPresent()) {
            return Optional.of("node(s) had untolerated taint {" + taint.get().getKey() + ": "
                    + Objects.requireNonNullElse(taint.get().getValue(), "") + "}");
        }
        if (!selected(pod, node)) {
            return Optional.of("node(s) didn't match Pod's node affinity/selector");
        }
        if (repelled(pod, there)) {
            return Optional.of("node(s) didn't match pod anti-affinity rules");
        }
        return requests(List.of(pod)).entrySet().stream()
                .filter(request -> request.getValue().signum() > 0
                        && request.getValue().compareTo(free(request.getKey(), node, there)) > 0)
                .map(request -> request.getKey().equals("pods") ? "Too many pods" : "Insufficient " + request.getKey())
                .findFirst();
    }

    private static boolean isReady(Node node) {
        return node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                condition.getType().equals("Ready") && "True".equals(condition.getStatus()));
    }

    private static boolean tolerates(Toleration toleration, Taint taint) {
        boolean anyKey = toleration.getKey() == null || toleration.getKey().isEmpty();
        boolean exists = "Exists".equals(toleration.getOperator());
        return (anyKey ? exists : toleration.getKey().equals(taint.getKey()))
                && (exists
                        || Objects.requireNonNullElse(toleration.getValue(), "")
                                .equals(Objects.requireNonNullElse(taint.getValue(), "")))
                && (toleration.getEffect() == null || toleration.getEffect().equals(taint.getEffect()));
    }

    private static boolean selected(Pod pod, Node node) {
        Map<String, String> labels =
                Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
        Map<String, String> selector = Objects.requireNonNullElse(pod.getSpec().getNodeSelector(), Map.of());
        if (!labels.entrySet().containsAll(selector.entrySet())) {
            return false;
        }
        Affinity affinity = pod.getSpec().getAffinity();
        if (affinity == null
                || affinity.getNodeAffinity() == null
                || affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution() == null) {
            return true;
        }
        return affinity
                .getNodeAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .getNodeSelectorTerms()
                .stream()
                .anyMatch(term -> holds(term, node, labels));
    }

    private static boolean holds(NodeSelectorTerm term, Node node, Map<String, String> labels) {
        boolean any =
                !term.getMatchExpressions().isEmpty() || !term.getMatchFields().isEmpty();
        return any
                && term.getMatchExpressions().stream()
                        .allMatch(requirement -> holds(requirement, labels.get(requirement.getKey())))
                && term.getMatchFields().stream()
                        .allMatch(requirement ->
                                holds(requirement, node.getMetadata().getName()));
    }

    private static boolean holds(NodeSelectorRequirement requirement, @org.jspecify.annotations.Nullable String value) {
        return switch (requirement.getOperator()) {
            case "In" -> value != null && requirement.getValues().contains(value);
            case "NotIn" -> value == null || !requirement.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" ->
                value != null
                        && Long.parseLong(value)
                                > Long.parseLong(requirement.getValues().getFirst());
            case "Lt" ->
                value != null
                        && Long.parseLong(value)
                                < Long.parseLong(requirement.getValues().getFirst());
            default -> false;
        };
    }

    /** Required anti-affinity per host; other topologies do not exist on one machine. */
    private static boolean repelled(Pod pod, List<Pod> there) {
        Affinity affinity = pod.getSpec().getAffinity();
        if (affinity == null || affinity.getPodAntiAffinity() == null) {
            return false;
        }
        return affinity.getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution().stream()
                .anyMatch(term -> there.stream().anyMatch(other -> matches(term, pod, other)));
    }

    private static boolean matches(PodAffinityTerm term, Pod pod, Pod other) {
        List<String> namespaces =
                term.getNamespaces().isEmpty() ? List.of(pod.getMetadata().getNamespace()) : term.getNamespaces();
        if (!namespaces.contains(other.getMetadata().getNamespace()) || term.getLabelSelector() == null) {
            return false;
        }
        Map<String, String> labels =
                Objects.requireNonNullElse(other.getMetadata().getLabels(), Map.of());
        Map<String, String> wanted =
                Objects.requireNonNullElse(term.getLabelSelector().getMatchLabels(), Map.of());
        return labels.entrySet().containsAll(wanted.entrySet())
                && term.getLabelSelector().getMatchExpressions().stream().allMatch(expression -> {
                    String value = labels.get(expression.getKey());
                    return switch (expression.getOperator()) {
                        case "In" -> value != null && expression.getValues().contains(value);
                        case "NotIn" -> value == null || !expression.getValues().contains(value);
                        case "Exists" -> value != null;
                        case "DoesNotExist" -> value == null;
                        default -> false;
                    };
                });
    }

    private static BigDecimal free(String resource, Node node, List<Pod> there) {
        Quantity capacity = node.getStatus() == null
                ? null
                : node.getStatus().getAllocatable().get(resource);
        BigDecimal all = capacity == null ? BigDecimal.ZERO : capacity.getNumericalAmount();
        return all.subtract(requests(there).getOrDefault(resource, BigDecimal.ZERO));
    }

    private static Map<String, BigDecimal> requests(List<Pod> pods) {
        Map<String, BigDecimal> sum = new LinkedHashMap<>();
        sum.put("pods", BigDecimal.valueOf(pods.size()));
        for (Pod pod : pods) {
            for (Container container : pod.getSpec().getContainers()) {
                if (container.getResources() != null) {
                    Objects.requireNonNullElse(container.getResources().getRequests(), Map.<String, Quantity>of())
                            .forEach((name, amount) -> sum.merge(name, amount.getNumericalAmount(), BigDecimal::add));
                }
            }
        }
        return sum;
    }
}
