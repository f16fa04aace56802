from directory.models.entry_request import EntryRequest
from directory.models.lead import Lead
from directory.models.listing import Listing, Logo
from directory.models.profile import BusinessProfile, ProfileLocation

__all__ = ["BusinessProfile", "EntryRequest", "Lead", "Listing", "Logo", "ProfileLocation"]
