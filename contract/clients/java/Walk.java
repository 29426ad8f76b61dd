import com.google.gson.Gson;
import dev.florin.ApiClient;
import dev.florin.ApiException;
import dev.florin.api.EventsApi;
import dev.florin.api.PaymentsApi;
import dev.florin.api.RefundsApi;
import dev.florin.auth.HttpBearerAuth;
import dev.florin.model.Event;
import dev.florin.model.PaymentRequest;
import dev.florin.model.RefundRequest;
import dev.florin.model.Payment;
import dev.florin.model.PaymentList;
import dev.florin.model.PaymentMethodChoice;
import dev.florin.model.Problem;
import dev.florin.model.Refund;
import dev.florin.model.RefundEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The walk of scenario.ts with a client that openapi-generator has made. */
public class Walk {
  /** What is refused. */
  interface Asking {
    void ask() throws ApiException;
  }

  public static void main(String[] args) throws Exception {
    // The address is the document's own.
    ApiClient client = new ApiClient();
    ((HttpBearerAuth) client.getAuthentication("secretKey")).setBearerToken(System.getenv("FLORIN_KEY"));
    PaymentsApi payments = new PaymentsApi(client);
    RefundsApi refunds = new RefundsApi(client);
    PaymentRequest order = new PaymentRequest()
        .orderId("contract")
        .amount(3_000_000_000L)
        .currency("USD")
        .paymentMethod(new PaymentMethodChoice("tok_visa"))
        .confirm(true);

    Payment paid = payments.createPayment(order, "java-1");
    Refund refunded = refunds.createRefund(new RefundRequest().payment(paid.getId()).amount(1_000_000_000L), null);

    Map<String, Object> again = refusedWith(() -> payments.createPayment(order, null));
    Map<String, Object> tooMuch =
        refusedWith(() -> refunds.createRefund(new RefundRequest().payment(paid.getId()).amount(2_500_000_000L), null));
    List<Long> listed = new ArrayList<>();
    String after = null;
    PaymentList page;
    do {
      page = payments.listPayments(1L, after, null, null, null, null, null, null);
      for (Payment payment : page.getData()) {
        listed.add(payment.getAmount());
        after = payment.getId();
      }
    } while (page.getHasMore());
    Event last = new EventsApi(client).listEvents(1L, null, null, null, null).getData().get(0);
    RefundEvent about = last.getRefundEvent();

    Map<String, Object> told = new LinkedHashMap<>();
    told.put("paid", Map.of("status", paid.getStatus().getValue(), "amount", paid.getAmount()));
    told.put("refunded", Map.of("status", refunded.getStatus().getValue(), "amount", refunded.getAmount()));
    told.put("order_refused", again);
    told.put("refund_refused", tooMuch);
    told.put("listed", listed);
    told.put(
        "last_event", Map.of("type", about.getType().getValue(), "amount", ((Refund) about.getData()).getAmount()));
    System.out.println(new Gson().toJson(told));
    // The client's own threads would wait for more.
    System.exit(0);
  }

  static Map<String, Object> refusedWith(Asking asking) throws Exception {
    try {
      asking.ask();
    } catch (ApiException refused) {
      Problem problem = Problem.fromJson(refused.getResponseBody());
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("status", refused.getCode());
      told.put("code", problem.getCode().getValue());
      if (problem.getPayment() != null) {
        told.put("field", problem.getField());
        told.put("payment", problem.getPayment().getId());
        told.put("amount_refundable", problem.getPayment().getAmountRefundable());
      } else {
        told.put("amount_refundable", problem.getAmountRefundable());
      }
      return told;
    }
    throw new IllegalStateException("nothing was refused");
  }
}
