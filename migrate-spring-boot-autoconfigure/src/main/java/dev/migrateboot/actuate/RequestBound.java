package dev.migrateboot.actuate;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

/**
 * {@link Filter} that answers 413 to whoever sends the endpoint more than a plan's id and
 * a reason can be, before anything of it is parsed. What a body may be is 16 KiB;
 * requests to other paths pass untouched.
 */
public final class RequestBound implements Filter {

	private static final int LONGEST = 16 * 1024;

	private static final String REFUSAL = """
			{"error":"request-too-large","message":"The request is longer than %s bytes.",\
			"action":"Send plan, reason and source, nothing else."}""".formatted(LONGEST);

	private final String path;

	/**
	 * Create the filter.
	 * @param path the path of the endpoint within its servlet, without a slash at its end
	 */
	public RequestBound(String path) {
		this.path = path;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!(request instanceof HttpServletRequest http) || !path(http).startsWith(this.path + "/")) {
			chain.doFilter(request, response);
			return;
		}
		byte[] body = http.getInputStream().readNBytes(LONGEST + 1);
		if (body.length <= LONGEST) {
			chain.doFilter(new ReadRequest(http, body), response);
			return;
		}
		((HttpServletResponse) response).setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
		response.setContentType("application/json");
		response.getOutputStream().write(REFUSAL.getBytes(StandardCharsets.UTF_8));
	}

	private static String path(HttpServletRequest request) {
		return (request.getPathInfo() != null) ? request.getPathInfo() : request.getServletPath();
	}

	/**
	 * A request whose body has been read.
	 */
	private static final class ReadRequest extends HttpServletRequestWrapper {

		private final ReadBody body;

		ReadRequest(HttpServletRequest request, byte[] body) {
			super(request);
			this.body = new ReadBody(new ByteArrayInputStream(body));
		}

		@Override
		public ServletInputStream getInputStream() {
			return this.body;
		}

		@Override
		public BufferedReader getReader() {
			return new BufferedReader(new InputStreamReader(this.body, StandardCharsets.UTF_8));
		}

	}

	/**
	 * A body that has been read.
	 */
	private static final class ReadBody extends ServletInputStream {

		private final ByteArrayInputStream bytes;

		ReadBody(ByteArrayInputStream bytes) {
			this.bytes = bytes;
		}

		@Override
		public int read() {
			return this.bytes.read();
		}

		@Override
		public int read(byte[] target, int offset, int length) {
			return this.bytes.read(target, offset, length);
		}

		@Override
		public boolean isFinished() {
			return this.bytes.available() == 0;
		}

		@Override
		public boolean isReady() {
			return true;
		}

		@Override
		public void setReadListener(ReadListener listener) {
			throw new UnsupportedOperationException("The body has been read");
		}

	}

}
