using MultifdBench.Bench.Profiles;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Results;

namespace MultifdBench.Bench.Cli;

/// <summary>The results folder of runs that a profile describes.</summary>
internal static class ResultsFolder
{
    /// <summary>Makes it, with the facts about the host and the profile in it.</summary>
    /// <param name="folder">Where; null for a new one among all results, named by time, host and profile.</param>
    /// <param name="host">The host.</param>
    /// <param name="profile">What is run.</param>
    /// <param name="session">Time and place.</param>
    /// <param name="policies">What <see cref="OwnPolicies.Of"/> says of it; null to ask.</param>
    /// <exception cref="ResultsException">It holds results already, or cannot be written.</exception>
    public static ResultSetWriter Create(string? folder, HostFacts host, MatrixProfile profile, ConsoleSession session,
        IReadOnlyDictionary<string, string>? policies = null)
    {
        (string hostJson, string profileYaml) = (JsonText.Of(host), ProfileFile.ToYaml(profile));
        policies ??= OwnPolicies.Of(profile);
        return folder is not null
            ? ResultSetWriter.CreateAt(folder, hostJson, profileYaml, policies)
            : ResultSetWriter.Create(
                session.Folders.Results, host.HostName, profile.Name, session.Time.GetUtcNow(), hostJson, profileYaml, policies);
    }
}
