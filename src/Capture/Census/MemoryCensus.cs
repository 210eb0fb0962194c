using System.Diagnostics;
using MultifdBench.Capture.Images;
using MultifdBench.Capture.Sources;
using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Capture.Census;

/// <summary>
/// Counts what is in a memory: front to back, in memory that does not grow with it, on all processors. While some chunks are looked at the
/// next ones are read.
/// </summary>
public static class MemoryCensus
{
    /// <summary>Chunks that a thread has in a round: rounds long enough that threads seldom wait for the slowest.</summary>
    private const int ChunksPerThread = 4;

    /// <summary>Sets of chunks: one is looked at while the next is read and the pages of the last are put in order.</summary>
    private const int Sets = 3;

    /// <summary>
    /// Of a large memory one chunk in 64 is compressed in regions as well, which adds a twentieth to the time; of a smaller one as many as
    /// are needed for 64.
    /// </summary>
    private const int MaxRegionStep = 64;
    private const int MinRegionChunks = 64;

    /// <summary>
    /// Of as many pages the bytes of one are counted in a memory of which fewer chunks have their regions compressed: to count all takes as
    /// long as a third of LZ4.
    /// </summary>
    private const int CountedStep = 16;

    /// <summary>Pages of the pieces whose ratios are compared, ascending: 4 to 512 KiB.</summary>
    public static IReadOnlyList<int> RegionPages { get; } = [1, 4, 16, 128];

    /// <summary>Takes the census.</summary>
    /// <param name="source">The memory; read to its end.</param>
    /// <param name="codecs">What to compress with, the first of them for the picture; may be none.</param>
    /// <param name="map">Takes the picture.</param>
    /// <param name="progress">Is told pages done and all pages, from one thread at a time.</param>
    /// <param name="cancellation">Ends it between two rounds.</param>
    /// <param name="threads">Threads; all processors' unless said otherwise.</param>
    /// <exception cref="CaptureException">The source is gone, cut or damaged.</exception>
    public static CensusResult Take(
        IPageSource source, IReadOnlyList<RegionCodecOffer> codecs, MemoryMap map, Action<long, long> progress,
        CancellationToken cancellation, int? threads = null)
    {
        long started = Stopwatch.GetTimestamp();
        long total = source.Regions.Sum(region => region.Pages);
        int chunks = ChunksPerThread * (threads ?? Environment.ProcessorCount);
        long chunkCount = (total + ChunkCensus.Pages - 1) / ChunkCensus.Pages;
        int step = (int)Math.Clamp(chunkCount / MinRegionChunks, 1, MaxRegionStep);
        Order order = new(source.Regions, map);
        List<ChunkCensus> all = [];
        try
        {
            for (int i = 0; i < Sets * chunks; i++) all.Add(new ChunkCensus(codecs, step < CountedStep ? 1 : CountedStep));
            Run(all, chunks, step);
        }
        finally
        {
            foreach (ChunkCensus one in all) one.Dispose();
        }

        return order.Result(source.Description, codecs, all, Stopwatch.GetElapsedTime(started).TotalSeconds);

        void Run(List<ChunkCensus> sets, int count, int regionStep)
        {
            ParallelOptions options = new() { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount };
            long read = 0, firstChunk = 0;
            List<ChunkCensus> last = [], now = Read(sets[..count], ref read);
            for (int turn = 1; now.Count > 0; turn++)
            {
                cancellation.ThrowIfCancellationRequested();
                List<ChunkCensus> looked = now;
                long first = firstChunk;
                void Look() => Parallel.For(0, looked.Count, options, i => looked[i].Run((first + i) % regionStep == 0));
                Task look = Task.Run(Look, CancellationToken.None);
                try
                {
                    int next = turn % Sets * count;
                    now = Read(sets[next..(next + count)], ref read);
                    Put(last);
                }
                finally
                {
                    look.GetAwaiter().GetResult();
                }

                last = looked;
                firstChunk += looked.Count;
            }

            Put(last);
        }

        void Put(List<ChunkCensus> looked)
        {
            foreach (ChunkCensus one in looked) order.Add(one);
            if (looked.Count > 0) progress(order.Pages, total);
        }

        List<ChunkCensus> Read(List<ChunkCensus> free, ref long read)
        {
            int used = 0;
            for (; used < free.Count && read < total; used++)
            {
                int pages = (int)Math.Min(ChunkCensus.Pages, total - read);
                source.ReadNext(free[used].Begin(pages));
                read += pages;
            }

            return free[..used];
        }
    }

    /// <summary>What needs the pages in their order, and the sums at the end.</summary>
    private sealed class Order(IReadOnlyList<PageRegion> regions, MemoryMap map)
    {
        private readonly PageContents _contents = new();
        private readonly ZeroRunCounter _runs = new();
        private int _region;
        private long _regionEnd = regions[0].Pages;
        private long _zero;

        public long Pages { get; private set; }

        public void Add(ChunkCensus chunk)
        {
            for (int i = 0; i < chunk.Count; i++)
            {
                while (Pages == _regionEnd)
                {
                    // Neighbours in the file are none in memory.
                    _runs.End();
                    _regionEnd += regions[++_region].Pages;
                }

                bool isZero = chunk.Sizes[i] == 0;
                if (isZero) _zero++;
                else _contents.Add(chunk.Hashes[i]);
                _runs.Add(isZero);
                map.Add(Pages++, chunk.Sizes[i]);
            }
        }

        public CensusResult Result(string source, IReadOnlyList<RegionCodecOffer> codecs, List<ChunkCensus> chunks, double seconds)
        {
            _runs.End();
            double other = Math.Max(1, Pages - _zero);
            long[] histogram = [.. Enumerable.Range(0, 256).Select(value => chunks.Sum(chunk => chunk.Histogram[value]))];
            return new CensusResult(
                source, Pages, _zero / (double)Pages, chunks.Sum(chunk => chunk.SameFilled) / other, _contents.DuplicateShare,
                _contents.IsSample, Entropy.BitsPerByte(histogram), _runs.Result(),
                [.. codecs.Select((codec, i) => Method(codec, i, chunks))], chunks.Sum(chunk => chunk.RegionAllPages) / (double)Pages,
                seconds);
        }

        private static MethodCensus Method(RegionCodecOffer codec, int index, List<ChunkCensus> chunks)
        {
            long[] sizes = new long[chunks[0].PageSizes[index].Length];
            foreach (ChunkCensus chunk in chunks)
            {
                for (int size = 0; size < sizes.Length; size++) sizes[size] += chunk.PageSizes[index][size];
            }

            double pages = sizes.Sum(), bytes = sizes.Select((count, size) => (double)count * size).Sum();
            double regionBytes = chunks.Sum(chunk => chunk.RegionSourceBytes);
            IEnumerable<RegionRatio> regions = RegionPages.Select((regionPages, i) => new RegionRatio(
                regionPages * Page.SizeBytes / 1024, Quotient(regionBytes, chunks.Sum(chunk => chunk.RegionBytes[index][i]))));
            return new MethodCensus(
                codec.Name, codec.Library, Quotient(pages * Page.SizeBytes, bytes), Deciles(sizes, pages),
                pages == 0 ? 0 : sizes.Skip(Page.SizeBytes).Sum() / pages, [.. regions]);
        }

        private static double Quotient(double source, double compressed) => compressed == 0 ? 0 : source / compressed;

        /// <summary>From the largest pages, which have the smallest ratios, to the smallest.</summary>
        private static double[] Deciles(long[] sizes, double pages)
        {
            if (pages == 0) return [];
            double[] deciles = new double[9];
            double below = 0;
            int next = 0;
            for (int size = sizes.Length - 1; size > 0 && next < deciles.Length; size--)
            {
                below += sizes[size];
                while (next < deciles.Length && below > (next + 1) * pages / 10) deciles[next++] = Page.SizeBytes / (double)size;
            }

            while (next < deciles.Length) deciles[next] = deciles[Math.Max(0, next++ - 1)];
            return deciles;
        }
    }
}
