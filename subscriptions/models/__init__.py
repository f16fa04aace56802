from subscriptions.models.catalogue import Offer, OfferPrice, Product
from subscriptions.models.ordering import Order, OrderDraft, OrderLine
from subscriptions.models.permission import PurchasePermission
from subscriptions.models.personal import CalendarFeed, RenewalDigest
from subscriptions.models.reassignment import Reassignment
from subscriptions.models.statement import Statement, StatementLine
from subscriptions.models.subscription import Licence, SeatChange, Subscription

__all__ = [
    "CalendarFeed",
    "Licence",
    "Offer",
    "OfferPrice",
    "Order",
    "OrderDraft",
    "OrderLine",
    "Product",
    "PurchasePermission",
    "Reassignment",
    "RenewalDigest",
    "SeatChange",
    "Statement",
    "StatementLine",
    "Subscription",
]
