namespace MultifdBench.Simulation.Engine;

/// <summary>What an event happens to. Implemented by parts of the model, so that scheduling an event allocates nothing.</summary>
public interface IEventTarget
{
    /// <summary>Called at the event's time.</summary>
    /// <param name="code">What was scheduled; its meaning is the target's own.</param>
    void OnEvent(int code);
}
