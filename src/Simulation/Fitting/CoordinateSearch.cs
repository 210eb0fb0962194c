namespace MultifdBench.Simulation.Fitting;

/// <summary>
/// Minimises a function of positive numbers by steps in one logarithm at a time: a step that helps is kept and lengthened, one that does
/// not is halved. Needs no derivatives, which a simulation with a whole number of rounds does not have, and always takes the same way.
/// </summary>
/// <param name="loss">To be minimised; infinite where a point is not allowed.</param>
public sealed class CoordinateSearch(Func<IReadOnlyList<double>, double> loss)
{
    private const double FirstStep = 0.25;
    private const double LastStep = 0.01;
    private const double Lengthening = 1.4;

    /// <summary>Looks for a minimum.</summary>
    /// <param name="start">Where to begin; all above 0.</param>
    /// <param name="sweeps">At most so many times through all coordinates.</param>
    /// <param name="report">Told the loss after each sweep.</param>
    /// <param name="cancellation">Ends it between two evaluations.</param>
    /// <returns>The best point found.</returns>
    public IReadOnlyList<double> Minimise(IReadOnlyList<double> start, int sweeps, Action<double> report, CancellationToken cancellation)
    {
        double[] point = [.. start];
        double[] steps = [.. point.Select(_ => FirstStep)];
        double[] directions = [.. point.Select(_ => 1.0)];
        double best = loss(point);
        for (int sweep = 0; sweep < sweeps && steps.Any(step => step > LastStep); sweep++)
        {
            for (int i = 0; i < point.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (steps[i] > LastStep) best = Try(point, steps, directions, i, best);
            }

            report(best);
        }

        return point;
    }

    /// <summary>One step along one coordinate, first in the direction that helped the last time.</summary>
    private double Try(double[] point, double[] steps, double[] directions, int i, double best)
    {
        double here = point[i];
        for (int attempt = 0; attempt < 2; attempt++, directions[i] = -directions[i])
        {
            point[i] = here * Math.Exp(directions[i] * steps[i]);
            double there = loss(point);
            if (there >= best) continue;
            steps[i] *= Lengthening;
            return there;
        }

        point[i] = here;
        steps[i] /= 2;
        return best;
    }
}
