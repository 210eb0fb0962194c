namespace MultifdBench.Multifd.TwoHosts;

/// <summary>What a frame of a control connection says; the numbers are on the wire and never change.</summary>
public enum ControlFrameType : ushort
{
    /// <summary>Source: what it is going to send, and how.</summary>
    Settings = 1,

    /// <summary>Source, in place of settings: who are you? Answered with <see cref="Host"/>.</summary>
    Enquiry = 2,

    /// <summary>Destination: the facts of its host.</summary>
    Host = 3,

    /// <summary>Destination: the settings will do; names the session that the migration's connections belong to.</summary>
    Accepted = 4,

    /// <summary>Destination: it will not do, and why.</summary>
    Refused = 5,

    /// <summary>Destination: all connections have arrived and memory is prepared.</summary>
    Ready = 6,

    /// <summary>Destination: what it received and what that cost.</summary>
    Received = 7,

    /// <summary>Destination, after a complete migration: the hashes of its memory.</summary>
    Digest = 8,

    /// <summary>Source: how the run ended.</summary>
    Verdict = 9,

    /// <summary>Either: still at work on what comes next.</summary>
    Working = 10,
}

/// <summary>One frame.</summary>
/// <param name="Type">What it says.</param>
/// <param name="Body">Its content.</param>
public sealed record ControlFrame(ControlFrameType Type, byte[] Body);

/// <summary>The destination will not take a migration as it was asked for; the message is its reason.</summary>
public sealed class RefusedException(string message) : Exception(message);
