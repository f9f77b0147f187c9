package dev.migrateboot.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/**
 * Does the same on many threads at once.
 */
public final class Together {

	private Together() {
	}

	/**
	 * Run something on a number of threads that are let go at the same moment.
	 * @param <T> the type of a result
	 * @param threads how many
	 * @param work returns what one thread does, from its number
	 * @return the results by the numbers of the threads
	 * @throws Exception the failure of the first thread that failed
	 */
	public static <T> List<T> run(int threads, IntFunction<Callable<T>> work) throws Exception {
		CyclicBarrier start = new CyclicBarrier(threads);
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<T>> futures = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				Callable<T> one = work.apply(i);
				futures.add(executor.submit(() -> {
					start.await();
					return one.call();
				}));
			}
			List<T> results = new ArrayList<>();
			for (Future<T> future : futures) {
				results.add(future.get());
			}
			return results;
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
		finally {
			executor.shutdownNow();
		}
	}

	/**
	 * Run something on a thread of its own.
	 * @param <T> the type of the result
	 * @param work what it does
	 * @return its result to come
	 */
	public static <T> Future<T> start(Callable<T> work) {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		Future<T> result = executor.submit(work);
		executor.shutdown();
		return result;
	}

}
