namespace MultifdBench.Workloads.Servers;

/// <summary>A program whose guest has a server.</summary>
internal interface IServerProgram
{
    /// <summary>Pages of the server at the end of the first RAM block; 0 before it is filled.</summary>
    long ServerPages { get; }
}
