package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.given.Given;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rules for {@code affinity} and {@code topologySpreadConstraints}: those that Kubernetes has for Pods. KubeVirt names
 * affinity's fields without {@code affinity} in their path. Source: KubeVirt v1.9.0, {@code validate-k8s-utils.go}.
 */
final class SchedulingRules {
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

    private SchedulingRules() {}

    static List<Cause> of(VirtualMachineInstanceSpec spec, FieldPath path) {
        List<Cause> causes = new ArrayList<>(ofAffinity(spec.affinity(), path));
        spread(Given.list(spec.topologySpreadConstraints()), path.child("topologySpreadConstraints"), causes);
        return causes;
    }

    static List<Cause> ofAffinity(@Nullable Affinity affinity, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        if (affinity != null && affinity.getNodeAffinity() != null) {
            nodes(affinity.getNodeAffinity(), path.child("nodeAffinity"), causes);
        }
        if (affinity != null && affinity.getPodAffinity() != null) {
            pods(
                    affinity.getPodAffinity().getRequiredDuringSchedulingIgnoredDuringExecution(),
                    affinity.getPodAffinity().getPreferredDuringSchedulingIgnoredDuringExecution(),
                    path.child("podAffinity"),
                    causes);
        }
        if (affinity != null && affinity.getPodAntiAffinity() != null) {
            pods(
                    affinity.getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution(),
                    affinity.getPodAntiAffinity().getPreferredDuringSchedulingIgnoredDuringExecution(),
                    path.child("podAntiAffinity"),
                    causes);
        }
        return causes;
    }

    private static void nodes(NodeAffinity affinity, FieldPath path, List<Cause> causes) {
        if (affinity.getRequiredDuringSchedulingIgnoredDuringExecution() != null) {
            List<NodeSelectorTerm> terms = Given.list(
                    affinity.getRequiredDuringSchedulingIgnoredDuringExecution().getNodeSelectorTerms());
            FieldPath field = path.child(REQUIRED, "nodeSelectorTerms");
            if (terms.isEmpty()) {
                causes.add(field.invalid(field + " is empty, so that no node would do. Add a term, or remove it."));
            }
            for (int i = 0; i < terms.size(); i++) {
                term(terms.get(i), field.index(i), causes);
            }
        }
        List<PreferredSchedulingTerm> preferred =
                Given.list(affinity.getPreferredDuringSchedulingIgnoredDuringExecution());
        for (int i = 0; i < preferred.size(); i++) {
            FieldPath field = path.child(PREFERRED).index(i);
            weight(preferred.get(i).getWeight(), field, causes);
            if (preferred.get(i).getPreference() != null) {
                term(preferred.get(i).getPreference(), field.child("preference"), causes);
            }
        }
    }

    private static void term(NodeSelectorTerm term, FieldPath path, List<Cause> causes) {
        List<NodeSelectorRequirement> labels = Given.list(term.getMatchExpressions());
        for (int i = 0; i < labels.size(); i++) {
            requirement(labels.get(i), path.child("matchExpressions").index(i), causes);
        }
        List<NodeSelectorRequirement> fields = Given.list(term.getMatchFields());
        for (int i = 0; i < fields.size(); i++) {
            nodeField(fields.get(i), path.child("matchFields").index(i), causes);
        }
    }

    private static void requirement(NodeSelectorRequirement requirement, FieldPath path, List<Cause> causes) {
        int values = Given.list(requirement.getValues()).size();
        FieldPath field = path.child("values");
        String operator = Given.text(requirement.getOperator());
        switch (operator) {
            case "In", "NotIn" -> check(values > 0, field, "needs values with the operator " + operator, causes);
            case "Exists", "DoesNotExist" ->
                check(values == 0, field, "must be empty with the operator " + operator, causes);
            case "Gt", "Lt" -> check(values == 1, field, "needs one value with the operator " + operator, causes);
            default ->
                check(false, path.child("operator"), "'" + operator + "' is not known. Use In or Exists", causes);
        }
        LabelRules.name(Given.text(requirement.getKey()), path.child("key"), causes);
    }

    private static void nodeField(NodeSelectorRequirement requirement, FieldPath path, List<Cause> causes) {
        List<String> values = Given.list(requirement.getValues());
        String operator = Given.text(requirement.getOperator());
        boolean known = Set.of("In", "NotIn").contains(operator);
        check(
                known,
                path.child("operator"),
                "'" + operator + "' is not known for node fields. Use In or NotIn",
                causes);
        check(!known || values.size() == 1, path.child("values"), "needs one value for a node field", causes);
        if (!"metadata.name".equals(requirement.getKey())) {
            check(false, path.child("key"), "'" + requirement.getKey() + "' is no field. Use metadata.name", causes);
            return;
        }
        for (int i = 0; i < values.size(); i++) {
            FieldPath field = path.child("values").index(i);
            check(DnsName.wrongSubdomain(values.get(i)).isEmpty(), field, "is no name of a node", causes);
        }
    }

    private static void pods(
            @Nullable List<PodAffinityTerm> required,
            @Nullable List<WeightedPodAffinityTerm> preferred,
            FieldPath path,
            List<Cause> causes) {
        for (int i = 0; i < Given.list(required).size(); i++) {
            pods(Given.list(required).get(i), path.child(REQUIRED).index(i), causes);
        }
        for (int i = 0; i < Given.list(preferred).size(); i++) {
            WeightedPodAffinityTerm term = Given.list(preferred).get(i);
            FieldPath field = path.child(PREFERRED).index(i);
            weight(term.getWeight(), field, causes);
            if (term.getPodAffinityTerm() != null) {
                pods(term.getPodAffinityTerm(), field.child("podAffinityTerm"), causes);
            }
        }
    }

    private static void pods(PodAffinityTerm term, FieldPath path, List<Cause> causes) {
        LabelRules.selector(term.getLabelSelector(), path.child("labelSelector"), causes);
        LabelRules.selector(term.getNamespaceSelector(), path.child("namespaceSelector"), causes);
        Given.list(term.getNamespaces()).stream()
                .filter(name -> DnsName.wrongLabel(name).isPresent())
                .forEach(name -> check(false, path.child("namespace"), "'" + name + "' is no namespace", causes));
        String key = Given.text(term.getTopologyKey());
        FieldPath field = path.child("topologyKey");
        check(!key.isEmpty(), field, "is missing. Set a node label, e.g. kubernetes.io/hostname", causes);
        LabelRules.name(key, field, causes);
    }

    private static void weight(@Nullable Integer weight, FieldPath path, List<Cause> causes) {
        long number = Given.number(weight);
        check(number > 0 && number <= 100, path.child("weight"), "is " + number + ". Use 1 to 100", causes);
    }

    private static void spread(List<TopologySpreadConstraint> constraints, FieldPath path, List<Cause> causes) {
        for (int i = 0; i < constraints.size(); i++) {
            TopologySpreadConstraint constraint = constraints.get(i);
            FieldPath field = path.index(i);
            long skew = Given.number(constraint.getMaxSkew());
            check(skew > 0, field.child("maxSkew"), "is " + skew + ". Use 1 or more", causes);
            String key = Given.text(constraint.getTopologyKey());
            if (key.isEmpty()) {
                check(false, field.child("topologyKey"), "is missing. Set a node label", causes);
            } else {
                LabelRules.name(key, field.child("topologyKey"), causes);
            }
            String otherwise = Given.text(constraint.getWhenUnsatisfiable());
            check(
                    Set.of("DoNotSchedule", "ScheduleAnyway").contains(otherwise),
                    field.child("whenUnsatisfiable"),
                    "'" + otherwise + "' is not known. Use DoNotSchedule or ScheduleAnyway",
                    causes);
            LabelRules.selector(constraint.getLabelSelector(), path.child("labelSelector"), causes);
            boolean again = constraints.subList(i + 1, constraints.size()).stream()
                    .anyMatch(other -> key.equals(Given.text(other.getTopologyKey()))
                            && otherwise.equals(Given.text(other.getWhenUnsatisfiable())));
            check(!again, field.child("{topologyKey, whenUnsatisfiable}"), "is there twice. Keep one", causes);
        }
    }

    private static void check(boolean right, FieldPath field, String wrong, List<Cause> causes) {
        if (!right) {
            causes.add(field.invalid(field + " " + wrong + "."));
        }
    }
}
