namespace MultifdBench.Tests.Bench;

/// <summary>A matrix of eight runs of milliseconds, for tests that are about more than one of them.</summary>
internal static class TinyProfile
{
    public const string Yaml =
        """
        name: tiny
        memory: 1MiB
        workloads: [random]
        methods:
          - { method: none }
          - { method: zlib, level: 1 }
        channels: [1, 2]
        repetitions: 2
        warm_up: 0
        """;
}
