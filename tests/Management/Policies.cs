using MultifdBench.Management;
using MultifdBench.Management.Files;

namespace MultifdBench.Tests.Management;

/// <summary>Policies of tests.</summary>
internal static class Policies
{
    /// <summary>A policy that comes with the program, with other text in some places.</summary>
    public static PolicyDefinition Changed(string name, params (string From, string To)[] changes)
    {
        string yaml = PolicyCatalog.Get(name).Yaml;
        foreach ((string from, string to) in changes)
        {
            Assert.Contains(from, yaml, StringComparison.Ordinal);
            yaml = yaml.Replace(from, to, StringComparison.Ordinal);
        }

        return PolicyFile.Parse(yaml, "changed.yaml");
    }

    /// <summary>A policy of rules alone, polled every 100 ms.</summary>
    public static PolicyDefinition Of(string rules) =>
        PolicyFile.Parse($"name: own\nsummary: of a test\npoll: 100ms\nrules:\n{rules}", "own.yaml");
}
